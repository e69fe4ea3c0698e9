#pragma once

#include <cstddef>
#include <vector>

#include "agent/model/event.hpp"

namespace livetap {

/// The events with the newest times, whatever the order in which they came; of equal times the
/// later comer counts as newer. A time more than a minute ahead of the clock counts as now: it came
/// from a clock that has been put right since, or from a source that dates into the future.
class RecentEvents {
 public:
  static constexpr std::size_t most = 200;

  void add(const Event& event, WallTime now);

  const std::vector<Event>& newest_first() const { return events_; }

 private:
  void put_right(WallTime now);

  std::vector<Event> events_;
  std::vector<WallTime> times_;  // what each counts as
};

}  // namespace livetap
