#include "plugins/services/field.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "net/unix_time.hpp"

namespace livetap::services {
namespace {

constexpr double exact_below = 9007199254740992.0;  // 2^53
constexpr double year_10000_ms = 253402300800000.0;

FieldValue integer(const net::JsonScalar& scalar) {
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) return *whole;
  const auto* number = std::get_if<double>(&scalar);
  if (number != nullptr && std::abs(*number) < exact_below && std::trunc(*number) == *number) {
    return static_cast<std::int64_t>(*number);
  }
  return {};
}

FieldValue number(const net::JsonScalar& scalar) {
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) return static_cast<double>(*whole);
  const auto* number = std::get_if<double>(&scalar);
  if (number != nullptr && std::isfinite(*number)) return *number;
  return {};
}

FieldValue boolean(const Field& field, const net::JsonScalar& scalar) {
  if (const auto* truth = std::get_if<bool>(&scalar)) return *truth;
  const auto* text = std::get_if<std::string_view>(&scalar);
  if (text == nullptr || field.true_if.empty()) return {};
  return std::find(field.true_if.begin(), field.true_if.end(), *text) != field.true_if.end();
}

FieldValue text(const net::JsonScalar& scalar) {
  if (const auto* text = std::get_if<std::string_view>(&scalar)) return std::string(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&scalar)) return fmt::format("{}", *number);
  if (const auto* truth = std::get_if<bool>(&scalar)) return std::string(*truth ? "true" : "false");
  return {};
}

std::optional<WallTime> moment(const net::JsonScalar& scalar) {
  std::optional<double> ms;
  if (const auto* text = std::get_if<std::string_view>(&scalar)) ms = net::unix_ms(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&scalar)) {
    ms = net::unix_ms(static_cast<double>(*whole));
  }
  if (const auto* number = std::get_if<double>(&scalar)) ms = net::unix_ms(*number);
  if (!ms || !(*ms < year_10000_ms)) return std::nullopt;
  return WallTime(std::chrono::milliseconds(std::llround(*ms)));
}

}  // namespace

FieldValue value_of(const Field& field, const net::JsonScalar& scalar, WallTime now) {
  switch (field.type) {
    case FieldType::integer:
      return integer(scalar);
    case FieldType::number:
      return number(scalar);
    case FieldType::boolean:
      return boolean(field, scalar);
    case FieldType::text:
      return text(scalar);
    case FieldType::time:
      if (const auto time = moment(scalar)) return *time;
      return {};
    case FieldType::age:
      if (const auto time = moment(scalar))
        return std::chrono::duration<double>(now - *time).count();
      return {};
  }
  return {};
}

}  // namespace livetap::services
