#include "agent/event/recent_events.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "agent/model/rising_time.hpp"

namespace livetap {

void RecentEvents::add(const Event& event, WallTime now) {
  put_right(now);
  const auto time = event.time <= now + RisingTime::longest_lead ? event.time : now;
  const auto older = std::find_if(times_.begin(), times_.end(),
                                  [&](const WallTime& known) { return known <= time; });
  const auto place = older - times_.begin();
  if (place == static_cast<std::ptrdiff_t>(most)) {
    return;
  }
  if (events_.size() == most) {
    events_.pop_back();
    times_.pop_back();
  }
  events_.insert(events_.begin() + place, event);
  times_.insert(times_.begin() + place, time);
}

/// Those that are too far ahead of the clock stand first.
void RecentEvents::put_right(WallTime now) {
  if (times_.empty() || times_.front() <= now + RisingTime::longest_lead) {
    return;
  }
  for (auto& time : times_) {
    time = time <= now + RisingTime::longest_lead ? time : now;
  }
  std::vector<std::size_t> order(times_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times_[a] > times_[b]; });
  std::vector<Event> events;
  std::vector<WallTime> times;
  for (const auto at : order) {
    events.push_back(std::move(events_[at]));
    times.push_back(times_[at]);
  }
  events_ = std::move(events);
  times_ = std::move(times);
}

}  // namespace livetap
