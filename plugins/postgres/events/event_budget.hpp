#pragma once
#include <algorithm>
#include <cstddef>

namespace livetap::postgres {

/// How many events one gather may hand over: the agent takes 1,000 and 4 MiB. A query leaves a
/// tenth to each that comes after it, so that a flood of one type does not keep the others waiting.
class EventBudget {
 public:
  static constexpr std::size_t most_events = 1'000;
  static constexpr std::size_t most_bytes = 3 * 1024 * 1024;

  /// A gather begins.
  void begin() { *this = EventBudget(); }
  /// A query has its turn; so many others come after it.
  void begin_turn(std::size_t waiting) {
    events_now_ = events_left_ - std::min(events_left_, waiting * most_events / 10);
    bytes_now_ = bytes_left_ - std::min(bytes_left_, waiting * most_bytes / 10);
  }

  /// Takes one event off; false when there is no room for it.
  bool take(std::size_t bytes) {
    if (events_now_ == 0 || bytes > bytes_now_) return false;
    --events_now_;
    --events_left_;
    bytes_now_ -= bytes;
    bytes_left_ -= bytes;
    return true;
  }

 private:
  std::size_t events_left_ = most_events;
  std::size_t bytes_left_ = most_bytes;
  std::size_t events_now_ = 0;
  std::size_t bytes_now_ = 0;
};

}  // namespace livetap::postgres
