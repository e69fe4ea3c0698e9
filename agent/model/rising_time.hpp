#pragma once

#include <algorithm>
#include <optional>

#include "agent/model/time.hpp"

namespace livetap {

/// Timestamps of one channel or measurement, made of a wall clock that may step. They rise through
/// a step back of up to a minute. A timestamp that is further ahead of the clock came from a clock
/// that has been put right since: the next one follows the clock.
///
/// Example:
///   RisingTime times;
///   snapshot.time = times.next(now.wall);
class RisingTime {
 public:
  static constexpr std::chrono::minutes longest_lead{1};

  /// The time of the clock, or `gap` after the last timestamp if that is later.
  WallTime next(WallTime clock, Milliseconds gap = Milliseconds(1)) {
    const bool rises = last_ && *last_ <= clock + longest_lead;
    last_ = rises ? std::max(clock, *last_ + gap) : clock;
    return *last_;
  }
  /// next() was the first of several timestamps; the last of them.
  void used_up_to(WallTime time) { last_ = time; }

 private:
  std::optional<WallTime> last_;
};

}  // namespace livetap
