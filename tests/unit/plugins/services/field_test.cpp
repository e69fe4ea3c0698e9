#include "plugins/services/field.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace livetap;
using namespace livetap::services;
using namespace std::chrono_literals;

namespace {

const WallTime noon{1709208000s};  // 2024-02-29T12:00:00Z

FieldValue as(FieldType type, const net::JsonScalar& scalar) {
  return value_of(Field{.name = "f", .type = type, .pointers = {}}, scalar, noon);
}

const FieldValue none;

}  // namespace

TEST_CASE("an int takes whole numbers, and a number as text is none") {
  CHECK(as(FieldType::integer, std::int64_t{-5}) == FieldValue(std::int64_t{-5}));
  CHECK(as(FieldType::integer, 7.0) == FieldValue(std::int64_t{7}));
  CHECK(as(FieldType::integer, 7.5) == none);
  CHECK(as(FieldType::integer, 1e300) == none);
  CHECK(as(FieldType::integer, std::string_view("7")) == none);
  CHECK(as(FieldType::integer, true) == none);
  CHECK(as(FieldType::integer, nullptr) == none);
}

TEST_CASE("a double takes every finite number") {
  CHECK(as(FieldType::number, std::int64_t{2}) == FieldValue(2.0));
  CHECK(as(FieldType::number, 0.25) == FieldValue(0.25));
  CHECK(as(FieldType::number, std::numeric_limits<double>::infinity()) == none);
  CHECK(as(FieldType::number, std::string_view("0.25")) == none);
}

TEST_CASE("a bool takes true and false, and texts only where it is said which mean true") {
  CHECK(as(FieldType::boolean, false) == FieldValue(false));
  CHECK(as(FieldType::boolean, std::string_view("true")) == none);
  CHECK(as(FieldType::boolean, std::int64_t{1}) == none);
  const Field field{.name = "connected",
                    .type = FieldType::boolean,
                    .pointers = {},
                    .true_if = {"connected", "open"}};
  CHECK(value_of(field, std::string_view("open"), noon) == FieldValue(true));
  CHECK(value_of(field, std::string_view("reconnecting"), noon) == FieldValue(false));
  CHECK(value_of(field, true, noon) == FieldValue(true));
  CHECK(value_of(field, nullptr, noon) == none);
}

TEST_CASE("a number or a bool may stand for a text") {
  CHECK(as(FieldType::text, std::string_view("v1.2")) == FieldValue(std::string("v1.2")));
  CHECK(as(FieldType::text, std::int64_t{3}) == FieldValue(std::string("3")));
  CHECK(as(FieldType::text, 1.25) == FieldValue(std::string("1.25")));
  CHECK(as(FieldType::text, true) == FieldValue(std::string("true")));
  CHECK(as(FieldType::text, nullptr) == none);
}

TEST_CASE("a time is read from ISO 8601 and from seconds or milliseconds since 1970") {
  const FieldValue expected = noon;
  CHECK(as(FieldType::time, std::string_view("2024-02-29T12:00:00Z")) == expected);
  CHECK(as(FieldType::time, std::string_view("2024-02-29T12:00:00")) == expected);
  CHECK(as(FieldType::time, std::int64_t{1709208000}) == expected);
  CHECK(as(FieldType::time, 1709208000000.0) == expected);
  CHECK(as(FieldType::time, std::string_view("yesterday")) == none);
  CHECK(as(FieldType::time, 1e300) == none);
  CHECK(as(FieldType::time, std::int64_t{0}) == none);
}

TEST_CASE("an age is the seconds since a moment, negative where that lies ahead") {
  CHECK(as(FieldType::age, std::string_view("2024-02-29T11:59:58.500Z")) == FieldValue(1.5));
  CHECK(as(FieldType::age, std::int64_t{1709208002}) == FieldValue(-2.0));
  CHECK(as(FieldType::age, std::string_view("never")) == none);
}

TEST_CASE("a moment that nanoseconds do not reach is that moment all the same") {
  CHECK(as(FieldType::age, std::int64_t{17'000'000'000'000}) == FieldValue(-15'290'792'000.0));
  CHECK(as(FieldType::age, std::string_view("0001-01-01")) == FieldValue(63'844'804'800.0));
  CHECK(as(FieldType::time, std::string_view("9999-12-31")) ==
        FieldValue(WallTime(std::chrono::milliseconds(253'402'214'400'000))));
}
