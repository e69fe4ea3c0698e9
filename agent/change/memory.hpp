#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/time.hpp"

namespace livetap {

/// What is known of one series, kept over a restart of the agent: each state by its name, a number,
/// and since when.
struct RememberedState {
  std::string name;
  std::int64_t state = 0;
  WallTime since{};

  bool operator==(const RememberedState&) const = default;
};

struct RememberedSeries {
  std::vector<std::string> tags;
  std::vector<RememberedState> states;

  bool operator==(const RememberedSeries&) const = default;
};

/// As text for the state of the journal, and back. What makes no sense is forgotten.
std::string write_memory(const std::vector<RememberedSeries>& series);
std::vector<RememberedSeries> read_memory(std::string_view text);

/// A moment of the steady clock on the wall clock and back, as the two stand `now`.
WallTime on_wall(SteadyTime time, const Moment& now);
SteadyTime on_steady(WallTime time, const Moment& now);

}  // namespace livetap
