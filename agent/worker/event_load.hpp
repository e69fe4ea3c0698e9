#pragma once

#include <cstddef>
#include <vector>

#include "agent/model/event.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

/// How much some events are; what their bounds are counted in.
struct EventLoad {
  std::size_t count = 0;
  std::size_t bytes = 0;

  void add(const Event& event) {
    ++count;
    bytes += event.type.size() + event.service.size() + event.probe.size() + event.message.size() +
             event.attributes.size();
  }
  EventLoad operator+(const EventLoad& other) const {
    return {count + other.count, bytes + other.bytes};
  }
  EventLoad operator-(const EventLoad& other) const {
    return {count - other.count, bytes - other.bytes};
  }
  /// Whether one frame takes them, beside the rows of a gather.
  bool fits() const { return count <= max_events && bytes <= max_event_bytes; }
};

inline EventLoad load_of(const std::vector<Event>& events) {
  EventLoad load;
  for (const auto& event : events) {
    load.add(event);
  }
  return load;
}

}  // namespace livetap::worker
