#include "agent/event/recent_events.hpp"

#include <algorithm>
#include <cstddef>

namespace livetap {

void RecentEvents::add(const Event& event) {
  const auto older = std::find_if(events_.begin(), events_.end(),
                                  [&](const Event& known) { return known.time <= event.time; });
  const auto place = older - events_.begin();
  if (place == static_cast<std::ptrdiff_t>(most)) {
    return;
  }
  if (events_.size() == most) {
    events_.pop_back();
  }
  events_.insert(events_.begin() + place, event);
}

}  // namespace livetap
