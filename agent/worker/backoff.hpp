#pragma once

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"

namespace livetap::worker {

/// How long to wait before the next try. I/O-free.
class Backoff {
 public:
  static constexpr Milliseconds longest{60'000};
  static constexpr Milliseconds longest_stream{15'000};  ///< a source that is away may be back soon
  static constexpr Milliseconds longest_hang{2'000};     ///< it is the source that hangs
  static constexpr Milliseconds slow{30'000};            ///< refused: asking often does harm
  static constexpr Milliseconds good_after{60'000};

  /// It failed after it had been good for `good_for`. The first time: at once; then 1 s, doubling
  /// up to `most`.
  Milliseconds failed(Milliseconds good_for, Milliseconds most) {
    failures_ = good_for >= good_after ? 1 : failures_ + 1;
    if (failures_ == 1) {
      return Milliseconds(0);
    }
    const unsigned doublings = failures_ - 2 < 6 ? failures_ - 2 : 6;
    const Milliseconds wait = Milliseconds(1000) * (1u << doublings);
    return wait < most ? wait : most;
  }

 private:
  unsigned failures_ = 0;
};

}  // namespace livetap::worker
