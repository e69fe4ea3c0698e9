#include "agent/journal/age_clock.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;

namespace {

constexpr WallTime start{Milliseconds(1'700'000'000'000)};

/// So long after the start, with a wall clock that is ahead by so much.
Moment at(Milliseconds time, Milliseconds ahead = 0ms) {
  return {SteadyTime{1h} + time, start + time + ahead};
}

}  // namespace

TEST_CASE("an age clock goes with the wall clock while that goes evenly") {
  AgeClock clock;
  clock.start(at(0s), std::nullopt);
  CHECK(clock.at(at(0s)) == start);
  CHECK(clock.at(at(5s)) == start + 5s);
  CHECK(clock.at(at(1h, 2s)) == start + 1h + 2s);
  CHECK(clock.at(at(2h, -3s)) == start + 2h - 3s);
}

TEST_CASE("a jump ahead is believed after a day of it, not before") {
  AgeClock clock;
  clock.start(at(0s), std::nullopt);
  for (auto time = 0h; time < 24h; ++time) {
    CHECK(clock.at(at(time, 24h * 40)) == start + time);
  }
  CHECK(clock.at(at(24h, 24h * 40)) == start + 24h + 24h * 40);
  CHECK(clock.at(at(25h, 24h * 40)) == start + 25h + 24h * 40);
}

TEST_CASE("a wall clock that goes back is followed at once") {
  AgeClock clock;
  clock.start(at(0s), std::nullopt);
  CHECK(clock.at(at(1h, -24h)) == start + 1h - 24h);
  CHECK(clock.at(at(2h, -24h)) == start + 2h - 24h);
  // Ahead again is a jump again.
  CHECK(clock.at(at(3h)) == start + 3h - 24h);
  CHECK(clock.at(at(26h)) == start + 26h - 24h);
  CHECK(clock.at(at(27h)) == start + 27h);
}

TEST_CASE("a jump that is taken back is forgotten, and its time does not count for the next") {
  AgeClock clock;
  clock.start(at(0s), std::nullopt);
  CHECK(clock.at(at(0h, 48h)) == start);
  CHECK(clock.at(at(23h, 48h)) == start + 23h);
  CHECK(clock.at(at(23h)) == start + 23h);
  CHECK(clock.at(at(24h, 48h)) == start + 24h);
  CHECK(clock.at(at(47h, 48h)) == start + 47h);
  CHECK(clock.at(at(48h, 48h)) == start + 48h + 48h);
}

TEST_CASE("of two jumps each has to last") {
  AgeClock clock;
  clock.start(at(0s), std::nullopt);
  CHECK(clock.at(at(0h, 1h)) == start);
  CHECK(clock.at(at(23h, 24h * 40)) == start + 23h);
  CHECK(clock.at(at(24h, 24h * 40)) == start + 24h + 1h);
  CHECK(clock.at(at(47h, 24h * 40)) == start + 47h + 1h);
  CHECK(clock.at(at(48h, 24h * 40)) == start + 48h + 24h * 40);
}

TEST_CASE("a start does not believe more than the last run did, and goes on waiting") {
  AgeClock first;
  first.start(at(0s), std::nullopt);
  first.at(at(1h, 48h));
  first.at(at(13h, 48h));
  AgeClock second;
  second.start({SteadyTime{}, start + 20h + 48h}, first.state());
  CHECK(second.at({SteadyTime{}, start + 20h + 48h}) == start + 13h);
  CHECK(second.at({SteadyTime{11h}, start + 31h + 48h}) == start + 24h);
  CHECK(second.at({SteadyTime{12h}, start + 32h + 48h}) == start + 25h + 48h);
  AgeClock behind;
  behind.start({SteadyTime{}, start + 1h}, first.state());
  CHECK(behind.at({SteadyTime{}, start + 1h}) == start + 1h);
}
