#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "plugins/postgres/events/counted_rows.hpp"
#include "plugins/postgres/events/cursor.hpp"
#include "plugins/postgres/events/event_taker.hpp"
#include "plugins/postgres/events/start_search.hpp"

namespace livetap::postgres {

/// One `events:` query: makes events of new rows, gather after gather, and of the changes of those
/// that it follows. Read in this order: gather(), cursor.hpp, new_rows.hpp, start_search.hpp,
/// followed_rows.hpp. No I/O of its own.
///
/// state() is what has to outlive the process. It belongs to the events emitted so far: both are
/// committed together or not at all.
class EventQuery {
 public:
  /// `followed_bytes`: what the keys of followed rows may take of the state.
  EventQuery(Query query, std::size_t followed_bytes);
  EventQuery(const EventQuery&) = delete;
  EventQuery& operator=(const EventQuery&) = delete;

  /// Looks for changes and new rows. A failure leaves the cursor where it came to.
  std::optional<Failure> gather(EventTurn& turn);
  /// Takes back what only an answering source can tell.
  void source_is_gone() { taker_.close({}, cursor_.in_pass()); }

  const Query& query() const { return query_; }
  /// After the last gather.
  const EventFigures& figures() const { return taker_.figures(); }

  /// Whether state() is another than when it was asked for last.
  bool is_changed() const { return changed_; }
  std::size_t bytes_wanted() const;
  /// At most `limit` bytes, if that is possible; what gives way is how far back rows are known
  /// after a restart (SeenRows::save).
  std::string state(std::size_t limit);
  /// False when these bytes are none of state()'s; the query then begins anew.
  bool restore(std::string_view state);

 private:
  std::optional<Failure> find_start(EventTurn& turn);
  std::optional<Failure> count_rows(EventTurn& turn, bool& complete);
  void search_after(Moment time);
  void start(EventTurn& turn);
  std::optional<Failure> read_new(EventTurn& turn);
  std::optional<Failure> read_followed(EventTurn& turn);

  Query query_;
  EventCursor cursor_;
  EventTaker taker_;
  // While it looks for where to begin.
  std::optional<StartSearch> search_;
  std::optional<CountedRows> counted_;
  std::size_t longest_page_ = 0;
  bool changed_ = false;
};

}  // namespace livetap::postgres
