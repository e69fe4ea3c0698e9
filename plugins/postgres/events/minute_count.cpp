#include "plugins/postgres/events/minute_count.hpp"

namespace livetap::postgres {

using std::chrono::floor;
using std::chrono::minutes;
using std::chrono::seconds;

/// A source's rows may run a little ahead of its clock, but not hours.
void MinuteCount::add(Moment time, Moment now) {
  if (time > now - minutes(1) && time <= now + minutes(1)) ++events_[floor<seconds>(time)];
}

std::int64_t MinuteCount::count(Moment now) {
  events_.erase(events_.begin(), events_.upper_bound(floor<seconds>(now) - minutes(1)));
  std::uint64_t count = 0;
  for (const auto& [second, events] : events_) count += events;
  return static_cast<std::int64_t>(count);
}

void MinuteCount::save(StateWriter& out) const {
  out.number(events_.size());
  Second before{};
  for (const auto& [second, events] : events_) {
    out.signed_number((second - before).count());
    out.number(events);
    before = second;
  }
}

void MinuteCount::load(StateReader& in) {
  Second second{};
  for (std::uint64_t left = in.number(); left > 0 && in.ok(); --left) {
    second += seconds(in.signed_number());
    events_[second] = in.number();
  }
}

}  // namespace livetap::postgres
