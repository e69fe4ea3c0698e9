#include "plugins/postgres/timestamp.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;

TEST_CASE("timestamps are milliseconds since 1970, UTC when they name no zone") {
  CHECK(timestamp_ms("1970-01-01 00:00:00") == 0);
  CHECK(timestamp_ms("2024-02-29 12:00:00.123456") == 1709208000123);
  CHECK(timestamp_ms("2024-02-29 12:00:00.5") == 1709208000500);
  CHECK(timestamp_ms("2024-02-29") == 1709164800000);
  CHECK(timestamp_ms("2024-02-29T12:00:00Z") == 1709208000000);
  CHECK(timestamp_ms("2024-02-29 12:00:00+00") == 1709208000000);
}

TEST_CASE("an offset is taken off") {
  CHECK(timestamp_ms("2024-02-29 12:00:00+05:30") == 1709188200000);
  CHECK(timestamp_ms("2024-02-29 12:00:00-03") == 1709218800000);
  CHECK(timestamp_ms("1890-01-01 00:00:00+00:53:28").has_value());
}

TEST_CASE("times before 1970 and far from now are times") {
  CHECK(timestamp_ms("1969-12-31 23:59:59.999") == -1);
  CHECK(timestamp_ms("9999-12-31 23:59:59") == 253402300799000);
  CHECK(timestamp_ms("12000-01-01 00:00:00") == 316516204800000);
}

TEST_CASE("what is no timestamp is nothing") {
  for (const char* text :
       {"", "infinity", "-infinity", "0044-03-15 BC", "2024-02-30", "2024-13-01", "2024-02-29 ",
        "2024-02-29 25:00:00", "2024-02-29 12:61:00", "2024-02-29 12:00:00+", "12:00:00", "now",
        "2024-02-29 12:00:00.", "2024-02-29 12:00:00 ", "294276-01-01", "99999999-01-01"}) {
    CHECK_MESSAGE(!timestamp_ms(text), text);
  }
}

TEST_CASE("a moment is exact to the microsecond, there and back") {
  for (const char* text : {"2026-11-25 12:34:56.000001+00", "2026-11-25 00:00:00.000000+00",
                           "1969-12-31 23:59:59.999999+00", "0001-01-01 00:00:00.000000+00",
                           "20000-02-29 23:59:59.123456+00"}) {
    const auto moment = read_moment(text);
    REQUIRE(moment.has_value());
    CHECK(write_moment(*moment) == text);
  }
  CHECK(write_moment(*read_moment("2026-11-25 12:00:00.5+05:30")) ==
        "2026-11-25 06:30:00.500000+00");
  CHECK(write_moment(*read_moment("2026-11-25 12:00:00.1234567")) ==
        "2026-11-25 12:00:00.123456+00");
  CHECK(*read_moment("1970-01-01 00:00:00.000001") == Moment(std::chrono::microseconds(1)));
  CHECK(write_moment(Moment::min()) == "-infinity");
}
