#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/line/encoder.hpp"
#include "agent/model/rising_time.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/view/busyness.hpp"
#include "agent/view/fitting.hpp"
#include "agent/view/selection.hpp"
#include "agent/view/view_message.hpp"
#include "agent/view/view_time.hpp"

namespace livetap {

/// Channel X_table: the last good rows as one current table without labels. Tags are text fields,
/// and age_s says how old a row is: 0 when it was measured by the newest gather, null when it never
/// was. Row i of k lies at now - (k - i) ms, and each table a second or more after the last, on
/// both clocks: that is how a panel with `buffer: 500` keeps one table. When a wall clock is put
/// right by more than a minute, an open panel shows the old table too until the second message. A
/// table without rows is one row that holds age_s only, so that the rows before it go.
class TableView {
 public:
  static constexpr std::size_t most_rows = 450;
  static constexpr Milliseconds gap{1000};

  TableView(const Measurement& measurement, std::size_t message_limit);

  /// What a panel gets: the channel's name, tags as text fields, and age_s.
  static Measurement shape_of(const Measurement& measurement);

  const std::string& channel() const { return channel_; }
  void take(const Snapshot& snapshot, const Busyness& busyness);
  /// The table, if there is a new one and the last is long enough ago.
  std::optional<ViewMessage> message(const Busyness& busyness, const ViewTime& now);
  std::optional<SteadyTime> next_due() const;

  std::vector<ViewNotice> notices() const;
  std::uint64_t too_large_rows() const { return too_large_rows_; }

 private:
  FittedRows encode(const Busyness& busyness, WallTime top);
  void read_row(std::size_t row);
  void read_age(SteadyTime measured);
  void note_rows_over(const Snapshot& snapshot);

  std::string channel_;
  Measurement shape_;
  std::size_t limit_;
  line::LineEncoder encoder_;
  std::string prefix_;
  Selection selection_;

  std::shared_ptr<const CheckedRows> good_;
  std::vector<std::uint32_t> rows_;  // of good_, those that the table shows
  SteadyTime at_ = never;
  SteadyTime measured_ = never;  // the last good gather
  bool dirty_ = false;
  SteadyTime sent_ = never;
  RisingTime tops_;
  std::vector<Value> values_;

  std::optional<ViewNotice> rows_notice_;
  std::optional<ViewNotice> size_notice_;
  std::uint64_t too_large_rows_ = 0;
};

}  // namespace livetap
