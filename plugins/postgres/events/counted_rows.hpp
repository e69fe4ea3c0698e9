#pragma once
#include <cstddef>
#include <deque>

#include "plugins/postgres/events/cursor.hpp"
#include "plugins/postgres/events/event_columns.hpp"
#include "plugins/postgres/events/event_turn.hpp"

namespace livetap::postgres {

/// Counts the rows of an events query after some time, page after page, and keeps the places of the
/// newest: what StartSearch asks for.
class CountedRows : public RowReader {
 public:
  /// `kept`: of how many rows the places are kept. `query` must outlive it.
  CountedRows(const Query& query, Moment after, std::size_t kept);

  /// Where the next page begins.
  const Position& next() const { return next_; }
  std::size_t count() const { return count_; }
  std::size_t rows_of_page() const { return rows_of_page_; }

  /// The place behind which there are at most `rows` of the rows counted.
  Position before_newest(std::size_t rows) const;

  std::optional<Failure> columns(const std::vector<Column>& columns) override;
  bool row(std::span<const Cell> cells) override;

 private:
  const Query& query_;
  Position after_;
  Position next_;
  std::size_t kept_;
  std::deque<Position> newest_;
  std::size_t count_ = 0;
  std::size_t rows_of_page_ = 0;
  EventColumns columns_;
};

}  // namespace livetap::postgres
