#include "agent/view/budget.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <deque>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t KiB = 1024;

}  // namespace

TEST_CASE("a small window goes out at each gather") {
  Budget budget;
  Budget::Share share(budget);
  share.ask({100 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::gather);
  CHECK(share.grant().bytes == 100 * KiB);
  CHECK(budget.planned_bytes_per_s() == doctest::Approx(100 * KiB));
}

TEST_CASE("a window over 256 KiB a second goes out at each step") {
  Budget budget;
  Budget::Share share(budget);
  share.ask({300 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::step);
  CHECK(share.grant().bytes == 300 * KiB);
}

TEST_CASE("a window over 256 KiB a second at each step is cut to that") {
  Budget budget;
  Budget::Share share(budget);
  share.ask({800 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::step);
  CHECK(share.grant().bytes == 512 * KiB);
}

TEST_CASE("windows that together are too much at each step get equal parts") {
  Budget budget;
  std::deque<Budget::Share> shares;
  for (int i = 0; i < 8; ++i) {
    shares.emplace_back(budget).ask({500 * KiB, 1s, 2s});
  }
  Budget::Share small(budget);
  small.ask({64 * KiB, 1s, 2s});
  for (const auto& share : shares) {
    CHECK(share.grant().cadence == Cadence::step);
    CHECK(share.grant().bytes == 248 * KiB);
  }
  CHECK(small.grant().bytes == 64 * KiB);
  CHECK(budget.planned_bytes_per_s() == doctest::Approx(1024 * KiB));
}

TEST_CASE("what is left goes to the cheapest window first") {
  Budget budget({256.0 * KiB, 300.0 * KiB});
  Budget::Share large(budget);
  Budget::Share dear(budget);
  Budget::Share cheap(budget);
  large.ask({400 * KiB, 1s, 2s});
  dear.ask({120 * KiB, 1s, 2s});
  cheap.ask({40 * KiB, 1s, 2s});
  REQUIRE(dear.grant().cadence == Cadence::step);
  REQUIRE(cheap.grant().cadence == Cadence::step);
  large.ask({340 * KiB, 1s, 2s});
  CHECK(dear.grant().cadence == Cadence::step);
  CHECK(cheap.grant().cadence == Cadence::gather);
  CHECK(budget.planned_bytes_per_s() == doctest::Approx(270 * KiB));
}

TEST_CASE("who sends at each gather goes on while it fits, whoever is cheaper") {
  Budget budget({256.0 * KiB, 400.0 * KiB});
  Budget::Share first(budget);
  first.ask({200 * KiB, 1s, 2s});
  REQUIRE(first.grant().cadence == Cadence::gather);
  Budget::Share cheaper(budget);
  cheaper.ask({190 * KiB, 1s, 2s});
  CHECK(first.grant().cadence == Cadence::gather);
  CHECK(cheaper.grant().cadence == Cadence::step);
}

TEST_CASE("a window that hovers about the limit does not change back and forth") {
  Budget budget;
  Budget::Share share(budget);
  share.ask({250 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::step);
  share.ask({225 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::gather);
  share.ask({255 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::gather);
  share.ask({257 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::step);
  share.ask({250 * KiB, 1s, 2s});
  CHECK(share.grant().cadence == Cadence::step);
}

TEST_CASE("a channel that goes leaves its part to the others") {
  Budget budget({256.0 * KiB, 300.0 * KiB});
  Budget::Share stays(budget);
  {
    Budget::Share goes(budget);
    goes.ask({400 * KiB, 1s, 2s});
    stays.ask({400 * KiB, 1s, 2s});
    CHECK(stays.grant().bytes == 300 * KiB);
  }
  CHECK(stays.grant().bytes == 400 * KiB);
}
