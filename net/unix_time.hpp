#pragma once
#include <optional>
#include <string_view>

namespace livetap::net {

/// Milliseconds since 1970 in UTC of a number or text that a source writes its time as. A number is
/// taken as s, ms, µs or ns by its size; a text as such a number, or as ISO 8601 (2024-02-29,
/// 2024-02-29T12:00:00.123456Z, +05:30; without an offset: UTC). Nothing for all else.
std::optional<double> unix_ms(double number);
std::optional<double> unix_ms(std::string_view text);

}  // namespace livetap::net
