#pragma once

#include <string>
#include <utility>
#include <vector>

#include "agent/model/event.hpp"

namespace livetap {

/// What is kept as one, or not at all: events, and what their source notes down to go on after them
/// (a cursor). Entries of the state replace those of the same key; a key that comes twice keeps its
/// last value.
struct Commit {
  std::vector<Event> events;
  std::vector<std::pair<std::string, std::string>> state;  ///< key, value: any bytes

  bool empty() const { return events.empty() && state.empty(); }
};

}  // namespace livetap
