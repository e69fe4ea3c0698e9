#include "agent/event/event_views.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "agent/event/event_shapes.hpp"
#include "agent/view/fitting.hpp"

namespace livetap {

namespace {

RowBlock rows_of(const Measurement& shape) {
  return {shape.tags.size(), shape.fields.size()};
}

}  // namespace

EventViews::EventViews(std::size_t message_limit)
    : limit_(message_limit),
      encoder_(event_rows_shape(), line::Style::live),
      waiting_(rows_of(event_rows_shape())),
      table_shape_(event_table_shape()),
      busyness_(table_shape_),
      table_(table_shape_, message_limit) {}

void EventViews::add(const Event& event, SteadyTime now) {
  table_is_old_ = true;
  if (rate_.take(now)) {
    add_event_row(waiting_, event);
  } else {
    ++live_left_out_;
  }
}

std::vector<ViewMessage> EventViews::due(const RecentEvents& recent, const ViewTime& now) {
  std::vector<ViewMessage> messages;
  if (auto live = live_message(now)) {
    messages.push_back(std::move(*live));
  }
  if (auto table = table_message(recent, now)) {
    messages.push_back(std::move(*table));
  }
  return messages;
}

std::optional<SteadyTime> EventViews::next_due() const {
  std::optional<SteadyTime> due;
  if (!waiting_.empty()) {
    due = live_due_;
  }
  if (table_is_old_ && (!due || table_due_ < *due)) {
    due = table_due_;
  }
  return due;
}

std::optional<ViewMessage> EventViews::live_message(const ViewTime& now) {
  if (waiting_.empty() || now.steady < live_due_) {
    return std::nullopt;
  }
  live_due_ = now.steady + live_gap;
  const auto count = waiting_.size();
  // The last of them at this moment, but none before or at the last of the message before.
  const auto first = row_times_.next(now.wall - Milliseconds(static_cast<std::int64_t>(count) - 1));
  const auto append = [&](std::string& out, RowPlace at) {
    encoder_.append(out, waiting_, at.row,
                    first + Milliseconds(static_cast<std::int64_t>(at.position)),
                    at.position == 0 ? line::Place::first : line::Place::later);
  };
  const auto newest_first = [&] {
    std::vector<std::uint32_t> order(count);
    std::iota(order.rbegin(), order.rend(), 0U);
    return order;
  };
  auto fitted = fit_rows(count, limit_, append, newest_first);
  waiting_.clear();
  const auto left_out = static_cast<std::uint32_t>(fitted.left_out.size());
  live_left_out_ += left_out;
  row_times_.used_up_to(first + Milliseconds(static_cast<std::int64_t>(fitted.rows) - 1));
  return ViewMessage{"event", std::make_shared<const std::string>(std::move(fitted.payload)),
                     fitted.rows, left_out, true};
}

std::optional<ViewMessage> EventViews::table_message(const RecentEvents& recent,
                                                     const ViewTime& now) {
  if (!table_is_old_ || now.steady < table_due_) {
    return std::nullopt;
  }
  table_is_old_ = false;
  table_due_ = now.steady + TableView::gap;
  auto rows = std::make_shared<CheckedRows>();
  rows->rows = rows_of(table_shape_);
  for (const auto& event : recent.newest_first()) {
    add_event_table_row(rows->rows, event);
  }
  rows->measured.assign(rows->rows.size(), now.steady);
  table_.take({&table_shape_, now.wall, now.wall, now.steady, rows, rows, {}}, busyness_);
  return table_.message(busyness_, now);
}

}  // namespace livetap
