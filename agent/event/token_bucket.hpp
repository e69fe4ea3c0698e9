#pragma once

#include <algorithm>
#include <chrono>

#include "agent/model/time.hpp"

namespace livetap {

/// How much may pass: so many a second on average, and so many at once after a rest.
/// Single-threaded.
class TokenBucket {
 public:
  TokenBucket(double per_second, double at_once)
      : per_second_(per_second), at_once_(at_once), tokens_(at_once) {}

  /// Whether one more may pass at `now`, which never goes back.
  bool take(SteadyTime now) {
    const std::chrono::duration<double> passed = now - filled_;
    filled_ = now;
    tokens_ = std::min(at_once_, tokens_ + passed.count() * per_second_);
    if (tokens_ < 1) {
      return false;
    }
    tokens_ -= 1;
    return true;
  }

 private:
  double per_second_;
  double at_once_;
  double tokens_;
  SteadyTime filled_{};
};

}  // namespace livetap
