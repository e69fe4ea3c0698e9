#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace livetap::postgres {

/// Milliseconds since 1970 in UTC of a date or timestamp as PostgreSQL writes it with DateStyle
/// ISO: 2024-02-29, 2024-02-29 12:00:00.123456, 2024-02-29 12:00:00+05:30. Without an offset the
/// text is taken as UTC. Fractions below a millisecond are cut off towards the past. Nothing for
/// `infinity`, for years before Christ, and for whatever is no timestamp.
std::optional<std::int64_t> timestamp_ms(std::string_view text);

}  // namespace livetap::postgres
