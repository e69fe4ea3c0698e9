#pragma once

#include <cstddef>

#include "agent/event/event_counters.hpp"
#include "agent/model/event.hpp"

namespace livetap {

/// Bounds of an event's texts, in bytes.
inline constexpr std::size_t longest_event_name = 256;  ///< type, service, probe
inline constexpr std::size_t longest_event_message = 4096;
inline constexpr std::size_t longest_event_attributes = std::size_t{64} * 1024;

/// Makes an event fit to be kept and shown, whoever made it: every text UTF-8 of one line and cut
/// to its bound; attributes a JSON object that PostgreSQL takes as jsonb (no NUL in a text, no
/// number beyond a double or PostgreSQL's numeric), or none; a time within 1990..2200, or `now`.
/// What had to be changed is counted.
void mend_event(Event& event, WallTime now, EventCounters& counters);

}  // namespace livetap
