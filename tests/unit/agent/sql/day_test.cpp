#include "agent/sql/day.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::sql;

namespace {

WallTime at(std::int64_t ms) {
  return WallTime(Milliseconds(ms));
}

}  // namespace

TEST_CASE("a day is a day in UTC, before 1970 as after") {
  CHECK(day_stamp(day_of(at(0))) == "19700101");
  CHECK(day_stamp(day_of(at(-1))) == "19691231");
  CHECK(day_stamp(day_of(at(1'709'251'199'999))) == "20240229");
  CHECK(day_stamp(day_of(at(1'709'251'200'000))) == "20240301");
}

TEST_CASE("a time is written to the millisecond, or not at all") {
  CHECK(time_text(at(1'709'208'065'007)) == "2024-02-29 12:01:05.007+00");
  CHECK(time_text(at(-1)) == "1969-12-31 23:59:59.999+00");
  CHECK_FALSE(time_text(at(253'402'300'800'000)));  // year 10000
  CHECK_FALSE(time_text(at(INT64_MAX)));
  CHECK_FALSE(time_text(at(INT64_MIN)));
}
