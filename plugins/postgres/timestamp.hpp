#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace livetap::postgres {

/// A moment as exact as PostgreSQL's own: to the microsecond.
using Moment = std::chrono::sys_time<std::chrono::microseconds>;

/// Reads a date or timestamp as PostgreSQL writes it with DateStyle ISO: 2024-02-29,
/// 2024-02-29 12:00:00.123456, 2024-02-29 12:00:00+05:30. Without an offset the text is taken as
/// UTC. Nothing for `infinity`, for years before Christ, and for whatever is no timestamp.
std::optional<Moment> read_moment(std::string_view text);

/// The same in milliseconds since 1970, cut off towards the past.
std::optional<std::int64_t> timestamp_ms(std::string_view text);

/// A text that PostgreSQL takes as a timestamp without a zone (in UTC) and with one:
/// 2024-02-29 12:00:00.123456+00. Moments before year 1 are -infinity.
std::string write_moment(Moment moment);

}  // namespace livetap::postgres
