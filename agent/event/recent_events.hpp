#pragma once

#include <cstddef>
#include <vector>

#include "agent/model/event.hpp"

namespace livetap {

/// The events with the newest times, whatever the order in which they came; of equal times the
/// later comer counts as newer.
class RecentEvents {
 public:
  static constexpr std::size_t most = 200;

  void add(const Event& event);

  const std::vector<Event>& newest_first() const { return events_; }

 private:
  std::vector<Event> events_;
};

}  // namespace livetap
