#include "plugins/postgres/events/cursor.hpp"

#include <algorithm>

namespace livetap::postgres {

using std::chrono::microseconds;

namespace {

// What a saved cursor holds besides its rows.
constexpr unsigned has_position = 1;
constexpr unsigned has_key = 2;
constexpr unsigned has_begun = 4;

/// Stands for a key that is null; no text of PostgreSQL holds this character.
constexpr std::string_view no_key("\0", 1);

}  // namespace

void EventCursor::start(Position position, Moment silent_until) {
  started_ = true;
  seen_.start(position.time);
  position_ = std::move(position);
  began_.reset();
  silent_until_ = silent_until;
  found_rows_ = false;
  empty_passes_ = 0;
}

Position EventCursor::next() const {
  return position_.value_or(Position{seen_.floor(), std::nullopt});
}

void EventCursor::page_begins(Moment now) {
  seen_.next_statement();
  if (!began_) began_ = now;
}

EventCursor::Look EventCursor::look(Moment time, std::optional<std::string_view> key) const {
  const Look look = seen_.look(time, key.value_or(no_key));
  return look == Look::fresh && time <= silent_until_ ? Look::seen : look;
}

void EventCursor::pass(Moment time, std::optional<std::string_view> key) {
  found_rows_ = true;
  position_ = Position{time, key ? std::optional<std::string>(*key) : std::nullopt};
  seen_.add(time, key.value_or(no_key));
}

/// The window of the next pass begins at its floor. A row from the future must not lift it above
/// the source's own clock, or all others would lie below.
void EventCursor::end_pass() {
  const bool row_missing = seen_.newest() == Moment::min() || seen_.newest() > seen_.floor();
  empty_passes_ = !found_rows_ && row_missing ? empty_passes_ + 1 : 0;
  if (seen_.newest() != Moment::min() && began_) {
    seen_.raise_floor(std::min(seen_.newest(), *began_) - margin_ - microseconds(1));
  }
  position_.reset();
  began_.reset();
  silent_until_ = Moment::min();
  found_rows_ = false;
}

void EventCursor::go_back(const Position& place) {
  position_.reset();
  if (place != next()) position_ = place;
}

std::size_t EventCursor::bytes_wanted() const {
  return 50 + (position_ && position_->key ? position_->key->size() : 0) + seen_.bytes_wanted();
}

void EventCursor::save(StateWriter& out, std::size_t limit) const {
  const std::size_t before = out.size();
  out.number((position_ ? has_position : 0) | (position_ && position_->key ? has_key : 0) |
             (began_ ? has_begun : 0));
  out.moment(silent_until_);
  if (position_) out.moment(position_->time);
  if (position_ && position_->key) out.text(*position_->key);
  if (began_) out.moment(*began_);
  const std::size_t used = out.size() - before;
  seen_.save(out, limit - std::min(limit, used));
}

void EventCursor::load(StateReader& in) {
  const std::uint64_t parts = in.number();
  silent_until_ = in.moment();
  if ((parts & has_position) != 0) position_ = Position{in.moment(), std::nullopt};
  if ((parts & has_position) != 0 && (parts & has_key) != 0) position_->key = in.text();
  if ((parts & has_begun) != 0) began_ = in.moment();
  seen_.load(in);
  started_ = true;
}

}  // namespace livetap::postgres
