#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "agent/worker/supervisor.hpp"

namespace livetap::worker {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

/// A supervisor with a clock that stands still until it is told to move, and the actions since the
/// last look.
class Supervised {
 public:
  explicit Supervised(SupervisorOptions options = {}) : supervisor_(options, start) {}

  static constexpr SteadyTime start{std::chrono::hours(100)};

  /// Tells of something that happens now.
  Supervised& tell(const SupervisorEvent& event) {
    for (auto& action : supervisor_.step(event, now_)) {
      actions_.push_back(std::move(action));
    }
    return *this;
  }

  /// Moves the clock, waking the supervisor whenever it asked for it.
  Supervised& pass(Milliseconds span) {
    const auto end = now_ + span;
    for (int wakes = 0; supervisor_.wake_at() <= end && wakes < 100'000; ++wakes) {
      now_ = std::max(now_, supervisor_.wake_at());
      tell(TimePassed{});
    }
    now_ = end;
    return *this;
  }

  /// A worker with `measurements` measurements that is up, its first collect asked for.
  Supervised& up(std::size_t measurements = 1) {
    return tell(Begin{}).tell(BecameReady{std::vector<Milliseconds>(measurements)});
  }

  /// The worker closes all its gathers and returns.
  Supervised& answer(std::size_t measurements = 1) {
    for (std::uint32_t i = 0; i < measurements; ++i) {
      tell(GatherClosed{i, std::nullopt});
    }
    return tell(CollectReturned{sequence(), std::nullopt});
  }

  std::uint64_t sequence() const {
    std::uint64_t last = 0;
    for (const auto& action : actions_) {
      if (const auto* collect = std::get_if<SendCollect>(&action)) {
        last = collect->sequence;
      }
    }
    return last;
  }

  template <class Action>
  std::vector<Action> all() const {
    std::vector<Action> found;
    for (const auto& action : actions_) {
      if (const auto* one = std::get_if<Action>(&action)) {
        found.push_back(*one);
      }
    }
    return found;
  }
  template <class Action>
  std::size_t count() const {
    return all<Action>().size();
  }

  Supervised& forget() {
    actions_.clear();
    return *this;
  }

  Phase phase() const { return supervisor_.phase(); }
  const Supervisor& supervisor() const { return supervisor_; }

 private:
  Supervisor supervisor_;
  SteadyTime now_ = start;
  SupervisorActions actions_;
};

inline Error error_of(ErrorKind kind, std::string message = "no") {
  return {kind, std::move(message), "", ""};
}

}  // namespace livetap::worker
