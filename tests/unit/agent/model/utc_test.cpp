#include "agent/model/utc.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("a moment is said in UTC, to the millisecond") {
  CHECK(utc(WallTime(Milliseconds(0))) == "1970-01-01T00:00:00.000Z");
  CHECK(utc(WallTime(Milliseconds(1'700'000'000'007))) == "2023-11-14T22:13:20.007Z");
  CHECK(utc(WallTime(Milliseconds(-1))) == "1969-12-31T23:59:59.999Z");
}
