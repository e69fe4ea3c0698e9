#include "agent/config/quantity.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("durations are numbers with units, in nanoseconds") {
  CHECK(parse_duration("500ms") == 500'000'000);
  CHECK(parse_duration("2s") == 2'000'000'000);
  CHECK(parse_duration("1.5s") == 1'500'000'000);
  CHECK(parse_duration("1h30m") == 5'400'000'000'000);
  CHECK(parse_duration("7d") == 604'800'000'000'000);
  CHECK(parse_duration("0") == 0);
}

TEST_CASE("what is no duration is none") {
  for (const auto* text : {"", "5", "s", "5 s", "-1s", "5sec", "1e3s", "1..5s", "5s ", "S", "5S",
                           "999999999d", "99999999999999999999s", ".s", "5ss"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
}

TEST_CASE("sizes are numbers with units, in bytes") {
  CHECK(parse_size("64KiB") == 65536);
  CHECK(parse_size("1GiB") == 1073741824);
  CHECK(parse_size("10MB") == 10'000'000);
  CHECK(parse_size("512B") == 512);
  CHECK(parse_size("1.5KiB") == 1536);
  CHECK(parse_size("0") == 0);
  for (const auto* text : {"", "5", "5kib", "5K", "1GiB1MiB", "-1B", "99999999TiB"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_size(text).has_value());
  }
}

TEST_CASE("bools and numbers take the whole text or nothing") {
  CHECK(parse_bool("true") == true);
  CHECK(parse_bool("off") == false);
  CHECK_FALSE(parse_bool("TRUE!").has_value());
  CHECK(parse_integer("-5") == -5);
  CHECK_FALSE(parse_integer("5.0").has_value());
  CHECK_FALSE(parse_integer("9223372036854775808").has_value());
  CHECK(parse_number("0.1") == 0.1);
  CHECK(parse_number("1e3") == 1000.0);
  for (const auto* text : {"", "nan", "inf", "1e999", "0,1", "1x", " 1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("a duration is written in the largest unit that fits") {
  CHECK(format_duration(1'500'000'000) == "1500ms");
  CHECK(format_duration(3'600'000'000'000) == "1h");
  CHECK(format_duration(0) == "0");
  for (const std::int64_t value : {1LL, 90'000'000'000LL, 86'400'000'000'000LL}) {
    CHECK(parse_duration(format_duration(value)) == value);
  }
}
