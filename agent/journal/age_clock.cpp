#include "agent/journal/age_clock.hpp"

#include <algorithm>

namespace livetap::journal {

void AgeClock::start(const Moment& now, const std::optional<State>& before) {
  started_ = true;
  steady_ = now.steady;
  state_ = before.value_or(State{now.wall});
  state_.time = std::min(state_.time, now.wall);
}

WallTime AgeClock::at(const Moment& now) {
  const auto passed = span_between(steady_, now.steady);
  steady_ += passed;
  state_.time += passed;
  const auto ahead = now.wall - state_.time;
  if (ahead <= tolerance) {
    state_ = {now.wall};
    return state_.time;
  }
  const bool is_new = state_.ahead == Milliseconds(0);
  state_.ahead = is_new ? ahead : std::min(state_.ahead, ahead);
  state_.waited += is_new ? Milliseconds(0) : passed;
  if (state_.waited >= patience) {
    state_ = {state_.time + state_.ahead};
    const auto rest = now.wall - state_.time;
    state_.ahead = rest > tolerance ? rest : Milliseconds(0);
  }
  return state_.time;
}

}  // namespace livetap::journal
