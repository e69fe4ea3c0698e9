#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "plugins/postgres/events/event_turn.hpp"
#include "plugins/postgres/events/followed_rows.hpp"
#include "plugins/postgres/events/minute_count.hpp"

namespace livetap::postgres {

/// What an events query tells of itself.
struct EventFigures {
  std::int64_t total = 0;    ///< events since the start of the process
  std::int64_t late = 0;     ///< of them, found after later ones
  std::int64_t skipped = 0;  ///< rows that could not be events
  std::int64_t followed = 0;
  std::int64_t given_up = 0;
  std::optional<std::int64_t> per_minute;  ///< nothing: the source did not answer
  std::optional<Moment> last_at;           ///< the latest time of an event
  bool catching_up = false;                ///< more rows than a gather takes are waiting
};

/// Turns rows into events and keeps the books of it.
class EventTaker {
 public:
  /// `query` must outlive it.
  EventTaker(const Query& query, std::size_t followed_bytes);

  /// False when there is no room for the event in this gather: nothing has happened then.
  bool take(EventTurn& turn, const EventColumns& columns, std::span<const Cell> cells, Moment time);
  void count_late() { ++figures_.late; }
  /// A row that is no event, and why.
  void skip(EventTurn& turn, const std::string& why);

  FollowedRows& followed() { return followed_; }
  const FollowedRows& followed() const { return followed_; }

  /// The gather is over; `now` is the source's clock, if it answered.
  void close(std::optional<Moment> now, bool catching_up);
  const EventFigures& figures() const { return figures_; }

  void warn_once(EventTurn& turn, const std::string& text);

  std::size_t bytes() const { return MinuteCount::most_bytes + followed_.bytes(); }
  void save(StateWriter& out) const;
  void load(StateReader& in);

 private:
  const Query& query_;
  FollowedRows followed_;
  MinuteCount minute_;
  EventFigures figures_;
  std::set<std::string> warned_;
};

}  // namespace livetap::postgres
