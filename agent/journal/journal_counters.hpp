#pragma once

#include <cstdint>

namespace livetap::journal {

/// Why a commit was not written.
enum class JournalDrop : std::uint8_t {
  full,  ///< the disk takes nothing, and the queue no more
  off,   ///< there is no journal in this run
};
inline constexpr int journal_drop_count = 2;

/// Commits, what is in them, and the bytes that they hold in memory.
struct JournalAmount {
  std::uint64_t commits = 0;
  std::uint64_t events = 0;
  std::uint64_t samples = 0;
  std::uint64_t rows = 0;  ///< of the samples
  std::uint64_t bytes = 0;

  JournalAmount& operator+=(const JournalAmount& other) {
    commits += other.commits;
    events += other.events;
    samples += other.samples;
    rows += other.rows;
    bytes += other.bytes;
    return *this;
  }
  JournalAmount& operator-=(const JournalAmount& other) {
    commits -= other.commits;
    events -= other.events;
    samples -= other.samples;
    rows -= other.rows;
    bytes -= other.bytes;
    return *this;
  }
  bool operator==(const JournalAmount&) const = default;
};

/// What the caps have deleted.
struct JournalExpired {
  std::uint64_t events = 0;
  std::uint64_t samples = 0;
  std::uint64_t unshipped_events = 0;  ///< of them, those that no shipper had said to have
  std::uint64_t unshipped_samples = 0;

  JournalExpired& operator+=(const JournalExpired& other) {
    events += other.events;
    samples += other.samples;
    unshipped_events += other.unshipped_events;
    unshipped_samples += other.unshipped_samples;
    return *this;
  }
  bool operator==(const JournalExpired&) const = default;
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
