#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/change/memory.hpp"

namespace livetap {

/// What was known of the series of one measurement before the agent was started, until each is seen
/// again. What is not, within series_ttl, is forgotten.
class EarlierStates {
 public:
  void read(std::string_view memory, const Moment& now, Milliseconds series_ttl);

  /// What was known of a series, now that it is seen; each is taken once.
  std::vector<RememberedState> take(const std::vector<std::string>& tags);
  /// The moment that a remembered one began, on the steady clock.
  SteadyTime began(const RememberedState& state) const { return on_steady(state.since, read_at_); }

  /// Whether something was forgotten because its time is over.
  bool expire(SteadyTime now);

  /// What is still waited for, behind `all`: a memory that is written has to keep it.
  void add_to(std::vector<RememberedSeries>& all) const;

 private:
  std::map<std::vector<std::string>, std::vector<RememberedState>> waiting_;
  Moment read_at_{};
  SteadyTime until_{};
};

}  // namespace livetap
