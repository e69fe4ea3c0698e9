#pragma once

#include <optional>

#include "agent/model/time.hpp"

namespace livetap::journal {

/// A wall clock that believes a jump ahead only after it has lasted: rows are deleted by their age,
/// and a date that is wrong for an hour must not cost them. It goes with the steady clock, follows
/// the wall clock back at once, and catches up with one that is ahead by more than a minute when it
/// has been so for a day of running. I/O-free; its state is kept over restarts, a day may be made
/// of several runs.
///
///     clock.start(now, state_of_last_run);
///     delete_older_than(clock.at(now) - max_age);
class AgeClock {
 public:
  static constexpr Milliseconds patience = std::chrono::hours(24);
  static constexpr Milliseconds tolerance = std::chrono::minutes(1);

  struct State {
    WallTime time{};         ///< what it believes
    Milliseconds ahead{0};   ///< by how much the wall clock was ahead at the least; 0: it was not
    Milliseconds waited{0};  ///< for how long

    bool operator==(const State&) const = default;
  };

  bool started() const { return started_; }
  /// Without a state of before the wall clock is believed.
  void start(const Moment& now, const std::optional<State>& before);
  /// The time to go by; to be called at least every few minutes.
  WallTime at(const Moment& now);
  const State& state() const { return state_; }

 private:
  bool started_ = false;
  SteadyTime steady_{};
  State state_;
};

}  // namespace livetap::journal
