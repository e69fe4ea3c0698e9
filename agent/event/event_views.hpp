#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/event/recent_events.hpp"
#include "agent/event/token_bucket.hpp"
#include "agent/line/encoder.hpp"
#include "agent/model/rising_time.hpp"
#include "agent/view/busyness.hpp"
#include "agent/view/table_view.hpp"
#include "agent/view/view_message.hpp"
#include "agent/view/view_time.hpp"

namespace livetap {

/// The two channels of the measurement `event`.
///
/// `event` carries each event once, as soon as it is known: the first at once, and what comes
/// within 200 ms of a message with the next one. No message repeats the rows of another, so they
/// append: while Grafana takes nothing, they become one. Grafana makes one row of two that have
/// time and labels in common, so the time of a row is not the event's own (that is the field `at`)
/// but its turn: it rises by 1 ms from row to row. Of more than 1,000 events a second, or than a
/// message holds, the rest is left out and counted.
///
/// `event_table` carries the newest 200, newest first, at most once a second.
///
/// I/O-free, single-threaded.
class EventViews {
 public:
  static constexpr Milliseconds live_gap{200};
  static constexpr std::size_t live_rows_per_s = 1000;

  explicit EventViews(std::size_t message_limit = std::size_t{900} * 1024);

  /// One more for the live channel, and for what due() makes of the table.
  void add(const Event& event, SteadyTime now);
  /// The table goes out when it may, though nothing was added.
  void refresh() { table_is_old_ = true; }

  std::vector<ViewMessage> due(const RecentEvents& recent, const ViewTime& now);
  /// When due() has something to say.
  std::optional<SteadyTime> next_due() const;

  std::uint64_t live_left_out() const { return live_left_out_; }

 private:
  std::optional<ViewMessage> live_message(const ViewTime& now);
  std::optional<ViewMessage> table_message(const RecentEvents& recent, const ViewTime& now);

  std::size_t limit_;
  line::LineEncoder encoder_;
  TokenBucket rate_{live_rows_per_s, live_rows_per_s};
  RowBlock waiting_;
  SteadyTime live_due_{};  // the earliest for the next message
  RisingTime row_times_;
  std::uint64_t live_left_out_ = 0;

  Measurement table_shape_;
  Busyness busyness_;  // of a table that has no series
  TableView table_;
  SteadyTime table_due_{};
  bool table_is_old_ = false;
};

}  // namespace livetap
