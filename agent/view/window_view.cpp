#include "agent/view/window_view.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "agent/view/fitting.hpp"

namespace livetap {

namespace {

constexpr std::size_t points = WindowRings::points;

/// What a window asks of the budget is changed at once when it is too little, and rarely else.
constexpr std::chrono::minutes lower_after{5};
constexpr std::chrono::minutes widen_after{1};

}  // namespace

bool WindowView::has_fields(const Measurement& measurement) {
  return std::any_of(measurement.fields.begin(), measurement.fields.end(),
                     [](const Field& field) { return field.trend; });
}

Measurement WindowView::shape_of(const Measurement& measurement, const std::string& suffix) {
  Measurement shape;
  shape.name = measurement.name + "_" + suffix;
  shape.tags = measurement.tags;
  for (const auto& column : WindowSeries::columns_of(measurement)) {
    Field field;
    field.name = measurement.fields[column.field].name;
    field.type = column.text ? FieldType::text : FieldType::f64;
    shape.fields.push_back(std::move(field));
  }
  return shape;
}

WindowView::WindowView(const Measurement& measurement, const WindowOption& window,
                       const ViewOptions& options, Budget& budget)
    : shape_(shape_of(measurement, window.suffix)),
      interval_(std::max(options.interval, Milliseconds(1))),
      limit_(options.message_limit),
      encoder_(shape_, line::Style::live),
      share_(budget),
      series_(measurement, window.length, interval_, [this](const RowBlock& rows, std::size_t row) {
        return encoder_.prefix(rows, row);
      }) {}

void WindowView::take(const Snapshot& snapshot, const Busyness& busyness) {
  step_dirty_ = series_.take(snapshot, room_, busyness) || step_dirty_;
  dirty_ = true;
}

void WindowView::save(WindowArchive& archive) const {
  archive.put(channel(), series_);
}

void WindowView::restore(WindowArchive& archive) {
  archive.take(channel(), series_);
}

ViewNotice WindowView::notice(ViewNotice::Reason reason, const SeriesId* first,
                              std::size_t count) const {
  ViewNotice notice{shape_.name, reason, static_cast<std::uint32_t>(count), {}};
  const auto& ids = series_.rows()->series;
  for (std::size_t i = 0; i < std::min(count, notice_names); ++i) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), first[i]);
    if (at != ids.end() && *at == first[i]) {
      notice.names.push_back(
          label_of(series_.rows()->rows, static_cast<std::size_t>(at - ids.begin())));
    }
  }
  return notice;
}

/// The limit of series would leave some out in any case; the others are the budget's.
std::vector<ViewNotice> WindowView::notices() const {
  std::vector<ViewNotice> notices;
  std::vector<SeriesId> out = series_.others();
  if (too_large_) {
    out.insert(out.begin(), series_.chosen().begin(), series_.chosen().end());
  }
  const auto by_limit = series_.candidates() - wanted();
  const auto by_budget = out.size() - by_limit;
  if (by_budget > 0) {
    notices.push_back(notice(ViewNotice::Reason::budget, out.data(), by_budget));
  }
  if (by_limit > 0) {
    notices.push_back(notice(ViewNotice::Reason::series_limit, out.data() + by_budget, by_limit));
  }
  return notices;
}

std::size_t WindowView::wanted() const {
  return std::min(series_.candidates(), most_series);
}

std::size_t WindowView::most_bytes() const {
  return std::min(share_.grant().bytes, limit_);
}

bool WindowView::may_send(const ViewTime& now) const {
  if (!dirty_ || series_.shown().empty()) {
    return false;
  }
  if (share_.grant().cadence == Cadence::step) {
    return step_dirty_;
  }
  return pace_ == never || now.steady >= pace_ - interval_ / 2;
}

/// Gathers that come at the scheduled rate, half an interval early or late, all pass; what comes
/// faster waits for its turn.
std::optional<SteadyTime> WindowView::next_due() const {
  if (!dirty_ || series_.shown().empty() || share_.grant().cadence == Cadence::step ||
      pace_ == never) {
    return std::nullopt;
  }
  return pace_ - interval_ / 2;
}

std::optional<ViewMessage> WindowView::message(const Busyness& busyness, const ViewTime& now) {
  while (may_send(now)) {
    auto payload = encode();
    ask(payload.size() * wanted() / series_.shown().size(), now.steady);
    if (!may_send(now)) {
      break;  // it grew, and is no longer sent at each gather
    }
    if (payload.size() <= most_bytes()) {
      make_room(payload.size(), now.steady);
      too_large_ = false;
      dirty_ = false;
      step_dirty_ = false;
      pace_ = std::max(pace_, now.steady) + interval_;
      return ViewMessage{shape_.name, std::make_shared<const std::string>(std::move(payload)),
                         static_cast<std::uint32_t>(points * series_.shown().size()), 0};
    }
    if (series_.shown().size() == 1) {
      too_large_ = true;
      dirty_ = false;
      step_dirty_ = false;
      break;
    }
    const auto each = payload.size() / series_.shown().size() + 1;
    room_ = std::clamp<std::size_t>(most_bytes() * 95 / 100 / each, 1, series_.shown().size() - 1);
    room_at_ = now.steady;
    series_.choose(room_, busyness, now.steady);
  }
  return std::nullopt;
}

std::string WindowView::encode() {
  std::string payload;
  payload.reserve(asked_);
  auto place = line::Place::first;
  for (std::size_t point = 0; point < points; ++point) {
    const auto time = series_.rings().time(point);
    for (std::size_t i = 0; i < series_.shown().size(); ++i) {
      values_.clear();
      for (const auto& column : series_.columns()) {
        values_.push_back(series_.value(i, column, point));
      }
      encoder_.append(payload, series_.shown()[i].label, values_, time, place);
      place = line::Place::later;
    }
  }
  return payload;
}

/// Asks with a tenth to spare, so that windows of nearly the same size ask for the same.
void WindowView::ask(std::size_t bytes, SteadyTime now) {
  const auto with_spare = bytes + bytes / 10;
  if (with_spare * 10 >= asked_ * 7) {
    asked_at_ = now;
  }
  if (bytes > asked_ || now - asked_at_ >= lower_after) {
    asked_ = with_spare;
    asked_at_ = now;
  }
  share_.ask({asked_, interval_, std::max(series_.step(), interval_)});
}

/// Lets cut series back in when there has been clear room for them for a while.
void WindowView::make_room(std::size_t bytes, SteadyTime now) {
  const auto each = bytes / series_.shown().size() + 1;
  const auto room = std::min(most_series, most_bytes() * 9 / 10 / each);
  if (room <= room_) {
    room_at_ = now;
  } else if (now - room_at_ >= widen_after) {
    room_ = room;
    room_at_ = now;
  }
}

}  // namespace livetap
