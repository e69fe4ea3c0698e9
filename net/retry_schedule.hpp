#pragma once
#include <chrono>
#include <functional>

namespace livetap::net {

/// How soon a connection is tried again, by what its end says of the peer.
enum class RetryPace {
  each_second,  ///< ± 20 %: the peer is away, and is to be noticed soon after it is back
  backing_off,  ///< full jitter, between nothing and a cap that doubles from 0.25 s to 15 s
  slowly,       ///< 30 s: more would lock an account, and only people can help
};

/// When to try again. No clock of its own; one thread.
class RetrySchedule {
 public:
  using Milliseconds = std::chrono::milliseconds;
  using Random = std::function<double()>;  ///< evenly from [0, 1)

  explicit RetrySchedule(Random random) : random_(std::move(random)) {}

  Milliseconds after(RetryPace pace);
  /// All is well: the cap begins anew.
  void succeeded() { cap_ = first_cap; }

  /// The rhythm in words, for the log.
  static const char* describe(RetryPace pace);

 private:
  static constexpr Milliseconds first_cap{250};
  static constexpr Milliseconds last_cap{15'000};

  Random random_;
  Milliseconds cap_ = first_cap;
};

/// Another sequence in each process, so that many clients do not come back all at once.
RetrySchedule::Random seeded_random();

}  // namespace livetap::net
