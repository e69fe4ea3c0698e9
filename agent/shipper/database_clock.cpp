#include "agent/shipper/database_clock.hpp"

#include "agent/model/span_words.hpp"

namespace livetap::shipper {

void DatabaseClock::read(WallTime theirs, const Moment& ours) {
  known_ = true;
  theirs_ = theirs;
  at_ = ours.steady;
  ahead_ = ours.wall - theirs;
}

WallTime DatabaseClock::now(SteadyTime steady) const {
  return theirs_ + span_between(at_, steady);
}

std::optional<Warning> DatabaseClock::warning() const {
  if (!known_ || agrees()) {
    return std::nullopt;
  }
  const bool is_ahead = ahead_.count() > 0;
  const auto by = std::chrono::round<std::chrono::minutes>(is_ahead ? ahead_ : -ahead_);
  return Warning{"clock_differs", "",
                 "the clock of this host is " + span_words(by) +
                     (is_ahead ? " ahead of" : " behind") + " the clock of PostgreSQL",
                 "set both by NTP; until then this agent drops no old history, and rows that look "
                 "too old stay in the journal"};
}

}  // namespace livetap::shipper
