#pragma once

#include <string>
#include <string_view>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"
#include "agent/route/route_counters.hpp"

namespace livetap {

inline constexpr std::size_t longest_text = std::size_t{64} * 1024;
/// What a label on a live channel can hold; a longer one would be cut there, and two could become
/// one. RabbitMQ's names end at 255.
inline constexpr std::size_t longest_tag = 256;

/// Within 1990..2200: what lies outside was never measured, but made of a broken clock or a
/// default.
bool is_sane_time(WallTime time);

/// The value as `field` wants it, or null; what had to be changed is counted. A repaired text lies
/// in `room` until the next call, any other where it was.
Value checked_value(const Field& field, const Value& value, std::string& room,
                    RouteCounters& counters);

/// A tag as it may be shown and stored, in `room` if it had to be changed.
std::string_view checked_tag(std::string_view tag, std::string& room, RouteCounters& counters);

}  // namespace livetap
