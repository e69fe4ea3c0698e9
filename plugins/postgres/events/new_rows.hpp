#pragma once
#include <cstddef>
#include <optional>

#include "plugins/postgres/events/cursor.hpp"
#include "plugins/postgres/events/event_taker.hpp"

namespace livetap::postgres {

/// Reads one page of an events query: rows after the cursor become events, in their order, and the
/// cursor moves on. When there is no room for an event, the rest of the page is left for later.
class NewRows : public RowReader {
 public:
  /// All must outlive it.
  NewRows(const Query& query, EventCursor& cursor, EventTaker& taker, EventTurn& turn);

  std::optional<Failure> columns(const std::vector<Column>& columns) override;
  bool row(std::span<const Cell> cells) override;

  /// Rows of the page, whatever became of them.
  std::size_t rows() const { return rows_; }
  /// There was no room for all of its events.
  bool stopped() const { return stopped_; }
  /// Why the page is not what its query promises.
  const std::optional<Failure>& failure() const { return failure_; }
  /// Rows were passed that were not passed before.
  bool found_fresh() const { return found_fresh_; }

 private:
  bool take(std::span<const Cell> cells, Moment time, const Cell& key);

  const Query& query_;
  EventCursor& cursor_;
  EventTaker& taker_;
  EventTurn& turn_;
  EventColumns columns_;
  Moment last_;
  std::size_t rows_ = 0;
  std::size_t left_ = 0;  // behind a row that had no room
  bool stopped_ = false;
  bool found_fresh_ = false;
  std::optional<Failure> failure_;
};

}  // namespace livetap::postgres
