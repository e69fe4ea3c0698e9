#include "plugins/postgres/events/event_taker.hpp"

#include <algorithm>

namespace livetap::postgres {

EventTaker::EventTaker(const Query& query, std::size_t followed_bytes)
    : query_(query),
      followed_(query.follow ? query.follow->open : std::vector<std::string>(),
                FollowedRows::Bounds{1'000, followed_bytes}) {}

bool EventTaker::take(EventTurn& turn, const EventColumns& columns, std::span<const Cell> cells,
                      Moment time) {
  const RowEvent event = make_event(query_, columns, cells);
  if (!turn.emit(event, time)) return false;
  if (event.too_large) warn_once(turn, "values too long for an event are left out of it");
  if (columns.state) {
    followed_.note(cells[columns.key].value_or(""), cells[*columns.state].value_or(""));
  }
  minute_.add(time, turn.now());
  ++figures_.total;
  figures_.last_at = std::max(figures_.last_at.value_or(time), time);
  return true;
}

void EventTaker::skip(EventTurn& turn, const std::string& why) {
  ++figures_.skipped;
  warn_once(turn, why);
}

void EventTaker::close(std::optional<Moment> now, bool catching_up) {
  figures_.per_minute.reset();
  if (now) figures_.per_minute = minute_.count(*now);
  figures_.catching_up = catching_up;
  figures_.followed = static_cast<std::int64_t>(followed_.size());
  figures_.given_up = static_cast<std::int64_t>(followed_.given_up());
}

void EventTaker::warn_once(EventTurn& turn, const std::string& text) {
  if (warned_.insert(text).second) turn.warn(query_.events + ": " + text);
}

void EventTaker::save(StateWriter& out) const {
  minute_.save(out);
  followed_.save(out);
}

void EventTaker::load(StateReader& in) {
  minute_.load(in);
  followed_.load(in);
}

}  // namespace livetap::postgres
