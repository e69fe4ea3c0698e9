#include "plugins/postgres/events/new_rows.hpp"

#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {
namespace {

/// It is cheaper to read a page to its end than to cancel it on the server, if it has an end.
constexpr std::size_t most_left = 2'000;

Failure out_of_order() {
  return {LIVETAP_ERROR_PROTOCOL,
          "the rows do not come in the order of the cursor: rows would be lost",
          "begin behind it and order by it: where (time, key) > ($1, $2) order by time, key"};
}

}  // namespace

NewRows::NewRows(const Query& query, EventCursor& cursor, EventTaker& taker, EventTurn& turn)
    : query_(query), cursor_(cursor), taker_(taker), turn_(turn), last_(cursor.next().time) {}

std::optional<Failure> NewRows::columns(const std::vector<Column>& columns) {
  auto found = find_new_rows(query_, columns);
  if (!found) return Failure{LIVETAP_ERROR_PROTOCOL, found.error().message, found.error().hint};
  columns_ = std::move(*found);
  rows_ = 0;
  last_ = cursor_.next().time;
  cursor_.page_begins(turn_.now());
  return {};
}

bool NewRows::row(std::span<const Cell> cells) {
  ++rows_;
  if (stopped_) return ++left_ < most_left;
  const Cell& time_cell = cells[*columns_.time];
  const auto time = time_cell ? read_moment(*time_cell) : std::nullopt;
  if (!time) {
    taker_.warn_once(turn_, "a row whose time is infinite, or none at all, cannot be an event");
    return true;
  }
  if (*time < last_) {
    failure_ = out_of_order();
    return false;
  }
  last_ = *time;
  const Cell& key = cells[columns_.key];
  if (take(cells, *time, key)) {
    cursor_.pass(*time, key);
  } else {
    stopped_ = true;
  }
  return true;
}

/// Deals with a row; false when there was no room for its event.
bool NewRows::take(std::span<const Cell> cells, Moment time, const Cell& key) {
  const EventCursor::Look look = cursor_.look(time, key);
  if (look == EventCursor::Look::seen) return true;
  if (!key) {
    taker_.skip(turn_, "a row whose key is null cannot be an event");
    return true;
  }
  if (look == EventCursor::Look::twin) {
    taker_.skip(turn_,
                "rows with the same time and key are one event: the key must tell them "
                "apart");
    return true;
  }
  const bool late = cursor_.is_late(time);
  if (!taker_.take(turn_, columns_, cells, time)) return false;
  if (late) taker_.count_late();
  found_fresh_ = true;
  return true;
}

}  // namespace livetap::postgres
