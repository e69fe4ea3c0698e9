#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "agent/sink/live_counters.hpp"
#include "agent/sink/message.hpp"

namespace livetap::sink {

struct LiveQueueLimits {
  std::size_t channels = 1024;
  std::size_t bytes = 32 * 1024 * 1024;     ///< waiting, being written and kept, together
  std::size_t message_bytes = 1024 * 1024;  ///< Grafana's own limit of a message
};

/// The latest-wins queue in front of Grafana Live: one place per channel, first come first served
/// among channels, and a newer message takes the place of a waiting one, in its turn. Messages that
/// append go to the end of the waiting one instead, as long as both fit in one message.
///
/// The last message of each channel is kept after its delivery, so that after a reconnect every
/// channel's newest state goes out again. Kept ones give way, oldest first, when the limits are
/// reached; then new ones are dropped{queue_full}. I/O-free, single-threaded.
///
///     queue.push(message);
///     while (const auto* next = queue.take()) write(*next) ? queue.delivered() : queue.failed();
///
/// More than one may be taken at a time; their fate is then the same.
class LiveQueue {
 public:
  explicit LiveQueue(LiveQueueLimits limits = {}) : limits_(limits) {}

  void push(LiveMessage message);

  /// The size of what take() would give; nothing when none waits or one is being written.
  std::optional<std::size_t> next_size() const;
  /// The next message to write, valid until delivered() or failed(); null as next_size() is empty.
  const LiveMessage* take();
  /// One more besides those taken, valid as long; null when none waits, when all of them together
  /// would be more than `bytes`, or when one of its channel is among them.
  const LiveMessage* take_more(std::size_t bytes);
  std::size_t taken() const { return taken_.size(); }
  const LiveMessage* first_taken() const {
    return taken_.empty() ? nullptr : &taken_.front().message;
  }
  /// What was taken is written.
  void delivered();
  /// What was taken is not written: it waits again, in front, unless a newer one is there.
  void failed();
  /// What was taken is not wanted by the server, and dropped.
  void refused();
  /// A new connection: what was delivered on an old one is to be sent again.
  void resend_kept();

  const LiveCounters& counters() const { return counters_; }

 private:
  struct Slot {
    LiveMessage message;
    bool waiting = true;                     ///< else kept
    bool resend = false;                     ///< delivered once already
    std::list<std::string>::iterator place;  ///< in waiting_ or kept_
  };
  struct Taken {
    LiveMessage message;
    bool resend = false;
  };

  const LiveMessage* take_first();
  void keep(LiveMessage message);
  void put_back(Taken taken);
  bool may_join(const LiveMessage& older, const LiveMessage& newer) const;
  /// Whether `message` is now the end of the one that waits there.
  bool join(Slot& slot, const LiveMessage& message);
  bool make_room(std::size_t more_bytes, bool new_channel, const std::string& but);
  void evict_oldest_kept();
  void drop(const LiveMessage& message, LiveDrop reason);

  const LiveQueueLimits limits_;
  std::unordered_map<std::string, Slot> slots_;
  std::list<std::string> waiting_;
  std::list<std::string> kept_;  ///< the longest delivered first
  std::deque<Taken> taken_;      ///< what is handed out does not move
  std::size_t held_bytes_ = 0;
  LiveCounters counters_;
};

}  // namespace livetap::sink
