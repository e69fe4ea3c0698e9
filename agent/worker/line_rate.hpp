#pragma once

#include <cstdint>

#include "agent/model/time.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

/// How many lines a second one worker may bring into the agent's log, whatever it sends.
class LineRate {
 public:
  /// Whether one more line may pass at `now`; what may not is counted.
  bool pass(SteadyTime now) {
    if (now - second_ >= Milliseconds(1000)) {
      second_ = now;
      lines_ = 0;
    }
    if (lines_ >= max_log_lines_per_s) {
      ++dropped_;
      return false;
    }
    ++lines_;
    return true;
  }

  std::uint64_t take_dropped() {
    const auto dropped = dropped_;
    dropped_ = 0;
    return dropped;
  }

 private:
  SteadyTime second_{};
  unsigned lines_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace livetap::worker
