#include "agent/run/cell_text.hpp"

#include <cmath>

#include "agent/line/number.hpp"
#include "agent/model/utc.hpp"

namespace livetap {

std::string cell_text(const Value& value, FieldType type) {
  std::string text;
  if (const auto* f64 = std::get_if<double>(&value); f64 != nullptr && std::isfinite(*f64)) {
    line::append_number(text, *f64);
  } else if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    if (type == FieldType::time) {
      return utc(WallTime(Milliseconds(*i64)));
    }
    line::append_integer(text, *i64);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    text = *flag ? "true" : "false";
  } else if (const auto* own = std::get_if<std::string_view>(&value)) {
    text = *own;
  }
  return text;
}

}  // namespace livetap
