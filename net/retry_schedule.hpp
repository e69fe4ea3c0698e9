#pragma once

#include <chrono>
#include <functional>

#include "agent/sink/link_failure.hpp"

namespace livetap::sink {

/// When to try again, by what went wrong.
///
///  - refused, reset, silent: each second, ± 20 %, so that Live is back soon after Grafana is.
///  - auth: 30 s. More would lock the account, and only a human can help.
///  - all else: full jitter, between nothing and a cap that doubles from 0.25 s to 15 s.
class RetrySchedule {
 public:
  using Milliseconds = std::chrono::milliseconds;
  using Random = std::function<double()>;  ///< evenly from [0, 1)

  explicit RetrySchedule(Random random) : random_(std::move(random)) {}

  Milliseconds after(LinkFault fault);
  /// An upgrade succeeded: the cap begins anew.
  void succeeded() { cap_ = first_cap; }

  /// The rhythm in words, for the log.
  static const char* describe(LinkFault fault);

 private:
  static constexpr Milliseconds first_cap{250};
  static constexpr Milliseconds last_cap{15'000};

  Random random_;
  Milliseconds cap_ = first_cap;
};

}  // namespace livetap::sink
