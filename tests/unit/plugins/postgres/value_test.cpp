#include "plugins/postgres/value.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace livetap::postgres;

namespace {

constexpr unsigned text_oid = 25;
constexpr unsigned int8_oid = 20;
constexpr unsigned float8_oid = 701;
constexpr unsigned numeric_oid = 1700;
constexpr unsigned jsonb_oid = 3802;
constexpr unsigned bool_oid = 16;
constexpr unsigned timestamp_oid = 1114;

Fit fit(const char* text, unsigned oid, livetap_type type) {
  livetap_value value{};
  const Fit result = read_value(text, oid, type, value);
  CHECK(((result == Fit::yes) == (value.type != 0)));
  return result;
}

double as_double(const char* text, unsigned oid) {
  livetap_value value{};
  REQUIRE(read_value(text, oid, LIVETAP_F64, value) == Fit::yes);
  return value.as.f64;
}

std::int64_t as_int(const char* text, unsigned oid) {
  livetap_value value{};
  REQUIRE(read_value(text, oid, LIVETAP_I64, value) == Fit::yes);
  return value.as.i64;
}

}  // namespace

TEST_CASE("null stays null, whatever the type") {
  for (const auto type : {LIVETAP_F64, LIVETAP_I64, LIVETAP_BOOL, LIVETAP_TEXT, LIVETAP_TIME}) {
    livetap_value value{};
    CHECK(read_value({}, int8_oid, type, value) == Fit::null);
    CHECK(value.type == 0);
  }
}

TEST_CASE("a numeric becomes the nearest double") {
  CHECK(as_double("0.10000000000000000001", numeric_oid) == 0.1);
  CHECK(as_double("-12345678901234567890.5", numeric_oid) == -12345678901234567890.5);
  CHECK(as_double("42", int8_oid) == 42.0);
}

TEST_CASE("NaN and infinities are missing values, and a number beyond double does not fit") {
  for (const char* text : {"NaN", "Infinity", "-Infinity"}) {
    CHECK(fit(text, numeric_oid, LIVETAP_F64) == Fit::null);
    CHECK(fit(text, float8_oid, LIVETAP_I64) == Fit::null);
  }
  CHECK(fit((std::string("1") + std::string(400, '0')).c_str(), numeric_oid, LIVETAP_F64) ==
        Fit::no);
}

TEST_CASE("an int is whole, however it is written") {
  CHECK(as_int("9223372036854775807", int8_oid) == 9223372036854775807);
  CHECK(as_int("12.00", numeric_oid) == 12);
  CHECK(as_int("1e+15", float8_oid) == 1000000000000000);
  CHECK(fit("12.5", numeric_oid, LIVETAP_I64) == Fit::no);
  CHECK(fit("9223372036854775808", numeric_oid, LIVETAP_I64) == Fit::no);
  CHECK(fit("1e+300", float8_oid, LIVETAP_I64) == Fit::no);
}

TEST_CASE("json is a number where it is one, and missing where it is not") {
  CHECK(as_double("1.5", jsonb_oid) == 1.5);
  for (const char* text : {"\"1.5\"", "null", "{}", "[1]", "true"}) {
    CHECK(fit(text, jsonb_oid, LIVETAP_F64) == Fit::null);
  }
  CHECK(fit("true", jsonb_oid, LIVETAP_BOOL) == Fit::yes);
  CHECK(fit("{\"a\": 1}", jsonb_oid, LIVETAP_TEXT) == Fit::yes);
}

TEST_CASE("a text is not read as a number") {
  CHECK(fit("12", text_oid, LIVETAP_F64) == Fit::no);
  CHECK(fit("12", text_oid, LIVETAP_I64) == Fit::no);
}

TEST_CASE("bools and times are of their own kind") {
  livetap_value value{};
  CHECK(read_value("t", bool_oid, LIVETAP_BOOL, value) == Fit::yes);
  CHECK(value.as.boolean == 1);
  CHECK(read_value("f", bool_oid, LIVETAP_BOOL, value) == Fit::yes);
  CHECK(value.as.boolean == 0);
  CHECK(fit("1", int8_oid, LIVETAP_BOOL) == Fit::no);
  CHECK(read_value("2024-02-29 12:00:00", timestamp_oid, LIVETAP_TIME, value) == Fit::yes);
  CHECK(value.as.i64 == 1709208000000);
  CHECK(fit("infinity", timestamp_oid, LIVETAP_TIME) == Fit::null);
  CHECK(fit("1709208000", int8_oid, LIVETAP_TIME) == Fit::no);
}

TEST_CASE("any value can be shown as text") {
  livetap_value value{};
  CHECK(read_value("12.50", numeric_oid, LIVETAP_TEXT, value) == Fit::yes);
  CHECK(std::string_view(value.as.text.data, value.as.text.size) == "12.50");
}
