#include "net/unix_time.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace livetap::net;

namespace {

constexpr double noon = 1709208000000;  // 2024-02-29T12:00:00Z

}  // namespace

TEST_CASE("a number is seconds, milliseconds, microseconds or nanoseconds by its size") {
  CHECK(unix_ms(1709208000) == noon);
  CHECK(unix_ms(1709208000.125) == noon + 125);
  CHECK(unix_ms(1709208000000) == noon);
  CHECK(unix_ms(1709208000000000) == noon);
  CHECK(unix_ms(1709208000000000000) == noon);
  CHECK(unix_ms("1709208000") == noon);
  CHECK(unix_ms("1709208000000") == noon);
}

TEST_CASE("a text is read as ISO 8601, with a fraction and an offset or without") {
  for (const char* text :
       {"2024-02-29T12:00:00Z", "2024-02-29t12:00:00z", "2024-02-29 12:00:00", "2024-02-29T12:00",
        "2024-02-29T17:30:00+05:30", "2024-02-29T17:30:00+0530", "2024-02-29T07:00:00-05"}) {
    CAPTURE(text);
    CHECK(unix_ms(text) == noon);
  }
  CHECK(*unix_ms("2024-02-29T12:00:00.123456Z") == doctest::Approx(noon + 123.456).epsilon(1e-13));
  CHECK(unix_ms("2024-02-29") == noon - 12 * 3600 * 1000);
  CHECK(unix_ms("1970-01-01T00:00:00Z") == 0);
}

TEST_CASE("what is no time is nothing") {
  for (const char* text :
       {"", "now", "2024-13-01", "2023-02-29", "2024-02-29T25:00:00Z", "2024-02-29T12:00:00Q",
        "2024-02-29T12:00:00Z.", "2024-2-29", "12:00:00", "nan", "inf", "-5", "0", "2024-02-29T"}) {
    CAPTURE(text);
    CHECK_FALSE(unix_ms(text));
  }
  CHECK_FALSE(unix_ms(-1.0));
  CHECK_FALSE(unix_ms(std::numeric_limits<double>::infinity()));
}
