#pragma once

#include <cstdint>

namespace livetap {

/// What became of events before anybody kept or showed them, since the start.
struct EventCounters {
  std::uint64_t taken = 0;           ///< offered; taken - flood went on
  std::uint64_t flood = 0;           ///< dropped: more than a probe may bring, or the agent read
  std::uint64_t bad_time = 0;        ///< happened outside 1990..2200: got the time of their arrival
  std::uint64_t bad_attributes = 0;  ///< lost attributes that are no JSON object, or too large
  std::uint64_t live_left_out = 0;   ///< kept and in the table, but no row of the live channel
};

}  // namespace livetap
