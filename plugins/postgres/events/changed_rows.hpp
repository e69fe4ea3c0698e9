#pragma once
#include <set>
#include <string>

#include "plugins/postgres/events/event_taker.hpp"

namespace livetap::postgres {

/// Reads the rows that an events query follows, by their keys. One whose state is another than
/// before becomes an event.
class ChangedRows : public RowReader {
 public:
  /// All must outlive it. `keys`: what was asked for.
  ChangedRows(const Query& query, const std::vector<std::string>& keys, EventTaker& taker,
              EventTurn& turn);

  std::optional<Failure> columns(const std::vector<Column>& columns) override;
  bool row(std::span<const Cell> cells) override;

  /// The result is complete: keys that it did not hold are missing.
  void end();

  bool found_changes() const { return found_changes_; }

 private:
  const Query& query_;
  EventTaker& taker_;
  EventTurn& turn_;
  EventColumns columns_;
  std::set<std::string, std::less<>> missing_;
  bool stopped_ = false;
  bool found_changes_ = false;
};

}  // namespace livetap::postgres
