#include "plugins/postgres/events/fair_shares.hpp"

#include <doctest/doctest.h>

using livetap::postgres::fair_shares;
using Sizes = std::vector<std::size_t>;

TEST_CASE("who wants little gets it, and the others divide what is left") {
  CHECK(fair_shares({}, 100) == Sizes{});
  CHECK(fair_shares({10, 20}, 100) == Sizes{10, 20});
  CHECK(fair_shares({500}, 100) == Sizes{100});
  CHECK(fair_shares({500, 10, 500}, 100) == Sizes{45, 10, 45});
  CHECK(fair_shares({30, 40, 500}, 100) == Sizes{30, 35, 35});
}
