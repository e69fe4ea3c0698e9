#include "agent/shipper/database_clock.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::shipper;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{Milliseconds(1'764'072'000'000)};
constexpr SteadyTime start{1h};

}  // namespace

TEST_CASE("clocks agree within an hour, and nobody agrees with a clock that was not read") {
  DatabaseClock clock;
  CHECK_FALSE(clock.agrees());
  CHECK_FALSE(clock.warning());
  for (const auto& [ahead, agrees] : {std::pair{Milliseconds(0), true},
                                      {Milliseconds(1h), true},
                                      {Milliseconds(-1h), true},
                                      {Milliseconds(1h + 1ms), false},
                                      {Milliseconds(-1h - 1ms), false}}) {
    clock.read(noon, {start, noon + ahead});
    CHECK(clock.agrees() == agrees);
    CHECK(clock.warning().has_value() != agrees);
    CHECK(clock.ahead() == ahead);
  }
}

TEST_CASE("the database's time goes on by the steady clock, whatever our wall clock does") {
  DatabaseClock clock;
  clock.read(noon, {start, noon - 960h});
  CHECK(clock.now(start + 90s) == noon + 90s);
}

TEST_CASE("a clock that differs is told with the direction and how far") {
  DatabaseClock clock;
  clock.read(noon, {start, noon + 960h - 3ms});
  CHECK(clock.warning()->message ==
        "the clock of this host is 40 d ahead of the clock of PostgreSQL");
  clock.read(noon, {start, noon - 960h});
  CHECK(clock.warning()->message ==
        "the clock of this host is 40 d behind the clock of PostgreSQL");
  CHECK(clock.warning()->type == "clock_differs");
}
