#pragma once

#include <cstdint>

namespace livetap::journal {

/// Why a commit was not written.
enum class JournalDrop : std::uint8_t {
  full,  ///< the disk takes nothing, and the queue no more
  off,   ///< there is no journal in this run
};
inline constexpr int journal_drop_count = 2;

/// Commits, the events in them, and the bytes that they hold in memory.
struct JournalAmount {
  std::uint64_t commits = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;

  JournalAmount& operator+=(const JournalAmount& other) {
    commits += other.commits;
    events += other.events;
    bytes += other.bytes;
    return *this;
  }
  JournalAmount& operator-=(const JournalAmount& other) {
    commits -= other.commits;
    events -= other.events;
    bytes -= other.bytes;
    return *this;
  }
  bool operator==(const JournalAmount&) const = default;
};

/// What became of everything that was put. At every moment
/// collected = delivered + queued + the sum of dropped.
struct JournalCounters {
  JournalAmount collected;
  JournalAmount delivered;  ///< on the disk: fsync has answered
  JournalAmount queued;     ///< what is being written included
  JournalAmount dropped[journal_drop_count];

  const JournalAmount& dropped_for(JournalDrop reason) const {
    return dropped[static_cast<int>(reason)];
  }
  bool balanced() const {
    JournalAmount sum = delivered;
    sum += queued;
    for (const auto& amount : dropped) {
      sum += amount;
    }
    return sum == collected;
  }
};

}  // namespace livetap::journal
