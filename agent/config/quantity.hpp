#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace livetap {

/// Texts to numbers and back, independent of the locale. Each takes the whole text or nothing.

/// Nanoseconds of 500ms, 2s, 1.5h, 1h30m or 7d (units ns, us, ms, s, m, h, d); 0 needs no unit.
std::optional<std::int64_t> parse_duration(std::string_view text);
/// Bytes of 64KiB, 1GiB, 10MB, 512B (units B, kB, MB, GB, TB and KiB, MiB, GiB, TiB).
std::optional<std::int64_t> parse_size(std::string_view text);
/// true, yes, on; false, no, off.
std::optional<bool> parse_bool(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
/// A finite number.
std::optional<double> parse_number(std::string_view text);

/// The shortest text that parse_duration takes back: 90s, 1500ms, 1h.
std::string format_duration(std::int64_t nanoseconds);

}  // namespace livetap
