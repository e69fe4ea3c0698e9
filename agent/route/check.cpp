#include "agent/route/check.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>

#include "agent/model/time.hpp"
#include "agent/route/text.hpp"

namespace livetap {

namespace {

constexpr WallTime start_of_year(int year) {
  return std::chrono::sys_days{std::chrono::year{year} / 1 / 1};
}

constexpr WallTime first_time = start_of_year(1990);
constexpr WallTime end_of_time = start_of_year(2201);

Value counted_null(std::uint64_t& counter) {
  ++counter;
  return std::monostate{};
}

std::optional<std::int64_t> whole(const Value& value) {
  if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    return *i64;
  }
  const auto* f64 = std::get_if<double>(&value);
  const bool fits = f64 != nullptr && *f64 >= -0x1p63 && *f64 < 0x1p63;
  if (fits && std::trunc(*f64) == *f64) {
    return static_cast<std::int64_t>(*f64);
  }
  return std::nullopt;
}

Value checked_f64(const Value& value, RouteCounters& counters) {
  if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*i64);
  }
  return std::holds_alternative<double>(value) ? value : counted_null(counters.bad_type);
}

Value checked_whole(const Field& field, const Value& value, RouteCounters& counters) {
  const auto number = whole(value);
  if (!number) {
    return counted_null(counters.bad_type);
  }
  if (field.type == FieldType::time && !is_sane_time(WallTime(Milliseconds(*number)))) {
    return counted_null(counters.bad_time);
  }
  return *number;
}

Value checked_text(const Value& value, std::string& room, RouteCounters& counters) {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr) {
    return counted_null(counters.bad_type);
  }
  std::string_view checked = *text;
  if (!is_utf8(checked)) {
    ++counters.repaired;
    room = repaired_utf8(checked);
    checked = room;
  }
  if (checked.size() > longest_text) {
    ++counters.shortened;
    room = shortened_text(checked, longest_text);
    checked = room;
  }
  return checked;
}

}  // namespace

bool is_sane_time(WallTime time) {
  return time >= first_time && time < end_of_time;
}

Value checked_value(const Field& field, const Value& value, std::string& room,
                    RouteCounters& counters) {
  if (is_null(value)) {
    return value;
  }
  if (const auto* f64 = std::get_if<double>(&value); f64 != nullptr && !std::isfinite(*f64)) {
    return counted_null(counters.not_finite);
  }
  switch (field.type) {
    case FieldType::f64:
      return checked_f64(value, counters);
    case FieldType::i64:
    case FieldType::time:
      return checked_whole(field, value, counters);
    case FieldType::boolean:
      return std::holds_alternative<bool>(value) ? value : counted_null(counters.bad_type);
    case FieldType::text:
      return checked_text(value, room, counters);
  }
  return counted_null(counters.bad_type);
}

std::string_view checked_tag(std::string_view tag, std::string& room, RouteCounters& counters) {
  std::string_view checked = tag;
  if (!is_utf8(checked)) {
    ++counters.repaired;
    room = repaired_utf8(checked);
    checked = room;
  }
  if (checked.size() > longest_tag) {
    ++counters.shortened;
    room = shortened_name(checked, longest_tag);
    checked = room;
  }
  return checked;
}

}  // namespace livetap
