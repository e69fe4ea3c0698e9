#pragma once

#include <cstdint>

namespace livetap::sink {

/// Why a message was not delivered.
enum class LiveDrop : std::uint8_t {
  superseded,  ///< a newer message of the same channel took its place
  queue_full,  ///< more channels or bytes than the queue may hold
  too_large,   ///< beyond what Grafana accepts: it would close the connection
  refused,     ///< answered with an error while the server is well; by POST only
};
inline constexpr int live_drop_count = 4;

/// Messages, and the rows and payload bytes in them.
struct LiveAmount {
  std::uint64_t messages = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;

  LiveAmount& operator+=(const LiveAmount& other) {
    messages += other.messages;
    rows += other.rows;
    bytes += other.bytes;
    return *this;
  }
  LiveAmount& operator-=(const LiveAmount& other) {
    messages -= other.messages;
    rows -= other.rows;
    bytes -= other.bytes;
    return *this;
  }
  bool operator==(const LiveAmount&) const = default;
};

/// What became of everything that was pushed. At every moment
/// collected = delivered + queued + the sum of dropped; `resent` stands apart.
struct LiveCounters {
  LiveAmount collected;
  LiveAmount delivered;  ///< written whole to a connection not known to be dead; a POST: answered
  LiveAmount queued;     ///< the messages being written included
  LiveAmount dropped[live_drop_count];
  LiveAmount resent;  ///< written again after a reconnect, already counted as delivered

  const LiveAmount& dropped_for(LiveDrop reason) const { return dropped[static_cast<int>(reason)]; }
  bool balanced() const {
    LiveAmount sum = delivered;
    sum += queued;
    for (const auto& amount : dropped) sum += amount;
    return sum == collected;
  }
};

}  // namespace livetap::sink
