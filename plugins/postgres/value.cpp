#include "plugins/postgres/value.hpp"

#include <charconv>
#include <cmath>

#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {
namespace {

// From PostgreSQL's pg_type.dat: these numbers never change.
constexpr unsigned bool_oid = 16;
constexpr unsigned int8_oid = 20;
constexpr unsigned int2_oid = 21;
constexpr unsigned int4_oid = 23;
constexpr unsigned oid_oid = 26;
constexpr unsigned json_oid = 114;
constexpr unsigned float4_oid = 700;
constexpr unsigned float8_oid = 701;
constexpr unsigned timestamp_oid = 1114;
constexpr unsigned timestamptz_oid = 1184;
constexpr unsigned numeric_oid = 1700;
constexpr unsigned jsonb_oid = 3802;

bool is_number(unsigned oid) {
  const livetap_type type = column_type(oid);
  return type == LIVETAP_I64 || type == LIVETAP_F64;
}

Fit read_double(std::string_view text, livetap_value& out) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ptr != end || result.ec != std::errc()) return Fit::no;
  if (!std::isfinite(number)) return Fit::null;
  out.type = LIVETAP_F64;
  out.as.f64 = number;
  return Fit::yes;
}

/// What is left of a decimal when its fraction is nothing but zeros: 12.00 is 12.
std::string_view without_zero_fraction(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return text;
  const bool zeros = text.find_first_not_of('0', point + 1) == std::string_view::npos;
  return zeros ? text.substr(0, point) : text;
}

Fit read_int(std::string_view text, livetap_value& out) {
  const std::string_view whole = without_zero_fraction(text);
  std::int64_t number = 0;
  const char* end = whole.data() + whole.size();
  const auto result = std::from_chars(whole.data(), end, number);
  if (result.ptr == end && result.ec == std::errc()) {
    out.type = LIVETAP_I64;
    out.as.i64 = number;
    return Fit::yes;
  }
  // A float8 of 1e+15, and NaN: 2^53 is where doubles stop holding every whole number.
  livetap_value number_value{};
  const Fit fit = read_double(text, number_value);
  if (fit != Fit::yes) return fit;
  const double d = number_value.as.f64;
  if (d != std::trunc(d) || std::abs(d) > 9007199254740992.0) return Fit::no;
  out.type = LIVETAP_I64;
  out.as.i64 = static_cast<std::int64_t>(d);
  return Fit::yes;
}

Fit read_bool(std::string_view text, livetap_value& out) {
  const bool yes = text == "t" || text == "true";
  if (!yes && text != "f" && text != "false") return Fit::no;
  out.type = LIVETAP_BOOL;
  out.as.boolean = yes ? 1 : 0;
  return Fit::yes;
}

Fit read_time(std::string_view text, livetap_value& out) {
  if (text == "infinity" || text == "-infinity") return Fit::null;
  const auto ms = timestamp_ms(text);
  if (!ms) return Fit::no;
  out.type = LIVETAP_TIME;
  out.as.i64 = *ms;
  return Fit::yes;
}

Fit read_text_of(std::string_view text, unsigned oid, livetap_type type, livetap_value& out) {
  switch (type) {
    case LIVETAP_F64:
      return is_number(oid) || is_json(oid) ? read_double(text, out) : Fit::no;
    case LIVETAP_I64:
      return is_number(oid) || is_json(oid) ? read_int(text, out) : Fit::no;
    case LIVETAP_BOOL:
      return oid == bool_oid || is_json(oid) ? read_bool(text, out) : Fit::no;
    case LIVETAP_TIME:
      return is_number(oid) || is_json(oid) ? Fit::no : read_time(text, out);
    case LIVETAP_TEXT:
      out.type = LIVETAP_TEXT;
      out.as.text = {text.data(), text.size()};
      return Fit::yes;
  }
  return Fit::no;
}

}  // namespace

livetap_type column_type(unsigned oid) {
  switch (oid) {
    case int2_oid:
    case int4_oid:
    case int8_oid:
    case oid_oid:
      return LIVETAP_I64;
    case float4_oid:
    case float8_oid:
    case numeric_oid:
      return LIVETAP_F64;
    case bool_oid:
      return LIVETAP_BOOL;
    case timestamp_oid:
    case timestamptz_oid:
      return LIVETAP_TIME;
    default:
      return LIVETAP_TEXT;
  }
}

bool is_json(unsigned oid) {
  return oid == json_oid || oid == jsonb_oid;
}

Fit read_value(const Cell& cell, unsigned oid, livetap_type type, livetap_value& out) {
  out = livetap_value{};
  if (!cell) return Fit::null;
  const Fit fit = read_text_of(*cell, oid, type, out);
  // Members of a json document come in any shape: what is no number there is simply not known.
  return fit == Fit::no && is_json(oid) ? Fit::null : fit;
}

}  // namespace livetap::postgres
