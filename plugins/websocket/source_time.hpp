#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace livetap::websocket {

/// Milliseconds since 1970 in UTC of a number or text that a source writes its time as. A number is
/// taken as s, ms, µs or ns by its size; a text as such a number, or as ISO 8601 (2024-02-29,
/// 2024-02-29T12:00:00.123456Z, +05:30; without an offset: UTC). Nothing for all else.
std::optional<double> unix_ms(double number);
std::optional<double> unix_ms(std::string_view text);

/// Whether a text is a JSON pointer (RFC 6901) that points below the document itself.
bool is_pointer(std::string_view text);

/// The source's time in a JSON message, as unix_ms; nothing where the pointer leads to nothing, or
/// the message is no JSON, is deeper than 32, or larger than 64 KiB.
std::optional<double> source_time(std::string_view message, const std::string& pointer);

}  // namespace livetap::websocket
