#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "agent/journal/journal_counters.hpp"
#include "agent/journal/sample.hpp"
#include "agent/model/commit.hpp"
#include "agent/model/time.hpp"

namespace livetap::journal {

struct JournalItem {
  std::string owner;  ///< whose state it is: a probe's name, or empty for the agent
  Commit commit;
  WallTime taken{};                  ///< when the agent took it
  std::vector<Sample> samples = {};  ///< each ends the running slot of its measurement
  std::vector<Sample> running = {};  ///< first batches of slots, each instead of the one before
};

struct JournalQueueLimits {
  std::size_t commits = 10'000;
  std::size_t bytes = std::size_t{8} * 1024 * 1024;  ///< what waits and what is being written
  std::size_t sample_bytes = std::size_t{4} * 1024 * 1024;  ///< with so much, no more samples
  std::size_t batch_bytes = std::size_t{2} * 1024 * 1024;   ///< of one transaction, about
};

/// The commits between the event loop and the disk: first come, first served, and what does not fit
/// any more is dropped as a whole, state and events, so that the two always agree. Items that bring
/// samples leave half of the room to the others: of events there is no second one a moment later.
/// What is larger than the limits is taken while nothing else is queued.
/// The first batch of a slot counts as a commit and its bytes: the sample is the whole slot.
/// What is taken stays queued until it is written. I/O-free, no lock of its own.
///
///     queue.push(item);
///     while (queue.waits()) write(queue.take()) ? queue.written() : queue.failed();
class JournalQueue {
 public:
  explicit JournalQueue(JournalQueueLimits limits = {}) : limits_(limits) {}

  /// Whether it was taken; false: dropped and counted.
  bool push(JournalItem item);
  bool waits() const { return !waiting_.empty(); }

  /// The next of them, for one transaction; unchanged until written() or failed(), and so may be
  /// read meanwhile by another thread than the one that pushes.
  const std::vector<JournalItem>& take();
  void written();
  /// They wait again, in front.
  void failed();

  /// There will be no journal: what waits is dropped, and all that comes.
  void close();

  const JournalCounters& counters() const { return counters_; }

 private:
  bool drop(const JournalAmount& amount, JournalDrop reason);

  const JournalQueueLimits limits_;
  std::deque<JournalItem> waiting_;
  std::vector<JournalItem> taken_;
  bool closed_ = false;
  JournalCounters counters_;
};

}  // namespace livetap::journal
