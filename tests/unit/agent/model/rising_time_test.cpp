#include "agent/model/rising_time.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

constexpr WallTime start{1'700'000'000'000ms};

}  // namespace

TEST_CASE("timestamps are those of the clock while it rises") {
  RisingTime times;
  CHECK(times.next(start) == start);
  CHECK(times.next(start + 1s) == start + 1s);
  CHECK(times.next(start + 24h) == start + 24h);
}

TEST_CASE("timestamps rise through a clock that stands or steps back by up to a minute") {
  RisingTime times;
  CHECK(times.next(start) == start);
  CHECK(times.next(start) == start + 1ms);
  CHECK(times.next(start - 1min + 1ms) == start + 2ms);
  CHECK(times.next(start - 30s, 1s) == start + 1002ms);
  CHECK(times.next(start + 2s) == start + 2s);
}

TEST_CASE("a clock that is put right by more than a minute is followed at once") {
  RisingTime times;
  CHECK(times.next(start + 24h) == start + 24h);
  CHECK(times.next(start) == start);
  CHECK(times.next(start + 1ms) == start + 1ms);
}

TEST_CASE("the last of several timestamps is the one to rise from") {
  RisingTime times;
  CHECK(times.next(start) == start);
  times.used_up_to(start + 9ms);
  CHECK(times.next(start + 5ms) == start + 10ms);
}
