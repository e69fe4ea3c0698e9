#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/postgres/events/seen_rows.hpp"

namespace livetap::postgres {

/// A place in the order of an events query, as its $1 and $2. Without a key: behind all rows of
/// that time, since `(time, key) > ($1, null)` holds for later times only.
struct Position {
  Moment time = Moment::min();
  std::optional<std::string> key;

  bool operator==(const Position&) const = default;
};

/// Where an events query goes on. No I/O, and the clock is that of the source.
///
/// It reads in passes. A pass begins `margin` before the newest row and goes on page by page until
/// there is no row left; a pass that is cut short goes on in the next gather. Rows that were passed
/// already are known by SeenRows, so that a row becomes an event once, also when it was committed
/// up to `margin` after later ones.
///
///   cursor.start({...});                        // the very first time
///   for (;;) {                                  // a page a turn
///     cursor.page_begins(server_time);
///     for each row after cursor.next():
///       if (cursor.look(time, key) == fresh) and the event is taken: cursor.pass(time, key);
///     if there was no row: cursor.end_pass(), and that is all for now
///   }
class EventCursor {
 public:
  using Look = SeenRows::Look;

  explicit EventCursor(std::chrono::microseconds margin) : margin_(margin) {}

  /// Begins anew behind `position`. `silent_until`: rows up to it are passed, but old.
  void start(Position position, Moment silent_until = Moment::min());
  bool started() const { return started_; }

  /// Where the next page begins.
  Position next() const;
  /// `now` is the source's clock when it looked for the page. Rows that were committed later than
  /// that are within the margin of the next pass, however long this one takes.
  void page_begins(Moment now);
  Look look(Moment time, std::optional<std::string_view> key) const;
  /// The row is dealt with: it is an event now, or was one before, or cannot be one.
  void pass(Moment time, std::optional<std::string_view> key);
  void end_pass();
  /// The page that began at `place` is no good: the next one begins there again.
  void go_back(const Position& place);

  /// There are rows left that the last gather had no room for.
  bool in_pass() const { return position_.has_value(); }
  /// Whether a row with this time comes after later ones.
  bool is_late(Moment time) const { return time < seen_.newest(); }
  /// Pass after pass, not even the row that it stood at was found: rows were deleted, or the
  /// database is another one. start() is the way on.
  bool lost() const { return empty_passes_ >= patience; }
  /// It is not lost: there are no rows at all.
  void stay() { empty_passes_ = 0; }
  Moment floor() const { return seen_.floor(); }
  /// The time of the newest row passed; Moment::min() when there was none.
  Moment newest() const { return seen_.newest(); }

  std::size_t bytes_wanted() const;
  void save(StateWriter& out, std::size_t limit) const;
  void load(StateReader& in);

 private:
  static constexpr int patience = 10;

  std::chrono::microseconds margin_;
  bool started_ = false;
  SeenRows seen_;
  Moment silent_until_ = Moment::min();

  // The pass under way, if there is one.
  std::optional<Position> position_;
  std::optional<Moment> began_;
  bool found_rows_ = false;
  int empty_passes_ = 0;
};

}  // namespace livetap::postgres
