#include "agent/route/check.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace livetap;

namespace {

struct Checked {
  RouteCounters counters;
  std::string room;

  Value operator()(FieldType type, const Value& value) {
    Field field;
    field.type = type;
    return checked_value(field, value, room, counters);
  }
};

constexpr std::int64_t year_2024 = 1704067200000;

}  // namespace

TEST_CASE("a value of its field's type passes as it is") {
  Checked checked;
  CHECK(checked(FieldType::f64, 1.5) == Value(1.5));
  CHECK(checked(FieldType::i64, std::int64_t{-3}) == Value(std::int64_t{-3}));
  CHECK(checked(FieldType::boolean, true) == Value(true));
  CHECK(checked(FieldType::text, std::string_view("ü")) == Value(std::string_view("ü")));
  CHECK(checked(FieldType::time, year_2024) == Value(year_2024));
  CHECK(checked(FieldType::text, std::monostate{}) == Value());
  CHECK(checked.counters.bad_type == 0);
}

TEST_CASE("an int is taken for a double and a whole double for an int") {
  Checked checked;
  CHECK(checked(FieldType::f64, std::int64_t{7}) == Value(7.0));
  CHECK(checked(FieldType::i64, 7.0) == Value(std::int64_t{7}));
  CHECK(checked.counters.bad_type == 0);
}

TEST_CASE("a value of another type is null and counted") {
  Checked checked;
  CHECK(is_null(checked(FieldType::f64, true)));
  CHECK(is_null(checked(FieldType::f64, std::string_view("7"))));
  CHECK(is_null(checked(FieldType::i64, 7.5)));
  CHECK(is_null(checked(FieldType::i64, 1e300)));
  CHECK(is_null(checked(FieldType::boolean, std::int64_t{1})));
  CHECK(is_null(checked(FieldType::text, 1.0)));
  CHECK(is_null(checked(FieldType::time, std::string_view("now"))));
  CHECK(checked.counters.bad_type == 7);
}

TEST_CASE("NaN and infinities are null and counted, whatever the field") {
  Checked checked;
  CHECK(is_null(checked(FieldType::f64, std::numeric_limits<double>::quiet_NaN())));
  CHECK(is_null(checked(FieldType::i64, std::numeric_limits<double>::infinity())));
  CHECK(checked.counters.not_finite == 2);
  CHECK(checked.counters.bad_type == 0);
}

TEST_CASE("a time outside 1990 to 2200 is null and counted") {
  Checked checked;
  CHECK(is_null(checked(FieldType::time, std::int64_t{0})));
  CHECK(is_null(checked(FieldType::time, std::int64_t{631151999999})));
  CHECK(checked(FieldType::time, std::int64_t{631152000000}) == Value(std::int64_t{631152000000}));
  CHECK(checked(FieldType::time, std::int64_t{7289654399999}) ==
        Value(std::int64_t{7289654399999}));
  CHECK(is_null(checked(FieldType::time, std::int64_t{7289654400000})));
  CHECK(checked.counters.bad_time == 3);
}

TEST_CASE("a text is repaired and held within 64 KiB, and a tag within 256 bytes") {
  Checked checked;
  CHECK(checked(FieldType::text, std::string_view("a\xFF")) == Value(std::string_view("a\uFFFD")));
  CHECK(checked.counters.repaired == 1);
  const std::string megabyte(1 << 20, 'x');
  CHECK(std::get<std::string_view>(checked(FieldType::text, megabyte)).size() == longest_text);
  CHECK(checked_tag(megabyte, checked.room, checked.counters).size() == longest_tag);
  CHECK(checked.counters.shortened == 2);
}
