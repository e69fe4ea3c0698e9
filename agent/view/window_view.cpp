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

double as_number(const Value& value) {
  if (const auto* f64 = std::get_if<double>(&value)) {
    return *f64;
  }
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return *boolean ? 1 : 0;
  }
  return static_cast<double>(std::get<std::int64_t>(value));
}

}  // namespace

bool WindowView::has_fields(const Measurement& measurement) {
  return std::any_of(measurement.fields.begin(), measurement.fields.end(),
                     [](const Field& field) { return field.trend; });
}

std::vector<WindowView::Column> WindowView::columns_of(const Measurement& measurement) {
  std::vector<Column> columns;
  std::size_t numbers = 0;
  std::size_t texts = 0;
  for (std::size_t i = 0; i < measurement.fields.size(); ++i) {
    const auto& field = measurement.fields[i];
    if (!field.trend) {
      continue;
    }
    const bool text = field.type == FieldType::text;
    const bool number = field.type == FieldType::f64 || field.type == FieldType::i64;
    columns.push_back(
        {i, text ? texts++ : numbers++, text, number && field.kind == FieldKind::gauge});
  }
  return columns;
}

Measurement WindowView::shape_of(const Measurement& measurement, const std::string& suffix) {
  Measurement shape;
  shape.name = measurement.name + "_" + suffix;
  shape.tags = measurement.tags;
  for (const auto& column : columns_of(measurement)) {
    Field field;
    field.name = measurement.fields[column.field].name;
    field.type = column.text ? FieldType::text : FieldType::f64;
    shape.fields.push_back(std::move(field));
  }
  return shape;
}

std::size_t WindowView::count(bool text) const {
  return static_cast<std::size_t>(std::count_if(
      columns_.begin(), columns_.end(), [&](const Column& column) { return column.text == text; }));
}

WindowView::WindowView(const Measurement& measurement, const WindowOption& window,
                       const ViewOptions& options, Budget& budget)
    : columns_(columns_of(measurement)),
      shape_(shape_of(measurement, window.suffix)),
      length_(window.length),
      interval_(std::max(options.interval, Milliseconds(1))),
      step_(std::max(window.length / static_cast<int>(points), Milliseconds(1))),
      limit_(options.message_limit),
      encoder_(shape_, line::Style::live),
      share_(budget),
      rings_(count(false), count(true), step_) {}

void WindowView::take(const Snapshot& snapshot, const Busyness& busyness) {
  // Half an interval late is on time still.
  const bool hold = taken_ && snapshot.wall - *taken_ <= interval_ * 3 / 2;
  taken_ = snapshot.wall;
  step_dirty_ = rings_.advance(snapshot.wall, hold) || step_dirty_;
  dirty_ = true;
  rows_ = snapshot.rows;
  choose(busyness, snapshot.at);
  const auto& ids = rows_->series;
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), shown_[i].series);
    if (at != ids.end() && *at == shown_[i].series) {
      shown_[i].seen = snapshot.at;
      put(*rows_, static_cast<std::size_t>(at - ids.begin()), i);
    }
  }
}

void WindowView::choose(const Busyness& busyness, SteadyTime now) {
  // A series that is not in these rows, as on_empty `nothing` has it, stays while its points do.
  candidates_ = rows_->series;
  const auto in_rows = static_cast<std::ptrdiff_t>(candidates_.size());
  for (const auto& shown : shown_) {
    const auto end = candidates_.begin() + in_rows;
    const bool there = std::binary_search(candidates_.begin(), end, shown.series);
    if (!there && now - shown.seen < length_) {
      candidates_.push_back(shown.series);
    }
  }
  std::inplace_merge(candidates_.begin(), candidates_.begin() + in_rows, candidates_.end());
  if (selection_.update(candidates_, room_, busyness, now)) {
    follow_choice(now);
  }
}

void WindowView::follow_choice(SteadyTime now) {
  const auto& chosen = selection_.chosen();
  std::erase_if(shown_, [&](const Shown& shown) {
    const bool stays = std::binary_search(chosen.begin(), chosen.end(), shown.series);
    if (!stays) {
      rings_.remove(shown.series);
    }
    return !stays;
  });
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (i < shown_.size() && shown_[i].series == chosen[i]) {
      continue;
    }
    const auto& ids = rows_->series;
    const auto row = std::lower_bound(ids.begin(), ids.end(), chosen[i]) - ids.begin();
    rings_.add(chosen[i]);
    shown_.insert(shown_.begin() + static_cast<std::ptrdiff_t>(i),
                  {chosen[i], now, encoder_.prefix(rows_->rows, static_cast<std::size_t>(row))});
  }
}

void WindowView::put(const CheckedRows& rows, std::size_t row, std::size_t index) {
  for (const auto& column : columns_) {
    const auto value = rows.rows.field(row, column.field);
    if (is_null(value)) {
      continue;
    }
    if (column.text) {
      rings_.put_text(index, column.index, std::get<std::string_view>(value));
    } else if (column.mean) {
      rings_.put_mean(index, column.index, as_number(value));
    } else {
      rings_.put_last(index, column.index, as_number(value));
    }
  }
}

ViewNotice WindowView::notice(ViewNotice::Reason reason, const SeriesId* first,
                              std::size_t count) const {
  ViewNotice notice{shape_.name, reason, static_cast<std::uint32_t>(count), {}};
  const auto& ids = rows_->series;
  for (std::size_t i = 0; i < std::min(count, notice_names); ++i) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), first[i]);
    if (at != ids.end() && *at == first[i]) {
      notice.names.push_back(label_of(rows_->rows, static_cast<std::size_t>(at - ids.begin())));
    }
  }
  return notice;
}

/// The limit of series would leave some out in any case; the others are the budget's.
std::vector<ViewNotice> WindowView::notices() const {
  std::vector<ViewNotice> notices;
  std::vector<SeriesId> out = selection_.others();
  if (too_large_) {
    out.insert(out.begin(), selection_.chosen().begin(), selection_.chosen().end());
  }
  const auto by_limit = candidates_.size() - wanted();
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
  return std::min(candidates_.size(), most_series);
}

std::size_t WindowView::most_bytes() const {
  return std::min(share_.grant().bytes, limit_);
}

bool WindowView::may_send(const ViewTime& now) const {
  if (!dirty_ || shown_.empty()) {
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
  if (!dirty_ || shown_.empty() || share_.grant().cadence == Cadence::step || pace_ == never) {
    return std::nullopt;
  }
  return pace_ - interval_ / 2;
}

std::optional<ViewMessage> WindowView::message(const Busyness& busyness, const ViewTime& now) {
  while (may_send(now)) {
    auto payload = encode();
    ask(payload.size() * wanted() / shown_.size(), now.steady);
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
                         static_cast<std::uint32_t>(points * shown_.size()), 0};
    }
    if (shown_.size() == 1) {
      too_large_ = true;
      dirty_ = false;
      step_dirty_ = false;
      break;
    }
    const auto each = payload.size() / shown_.size() + 1;
    room_ = std::clamp<std::size_t>(most_bytes() * 95 / 100 / each, 1, shown_.size() - 1);
    room_at_ = now.steady;
    choose(busyness, now.steady);
  }
  return std::nullopt;
}

std::string WindowView::encode() {
  std::string payload;
  payload.reserve(asked_);
  auto place = line::Place::first;
  for (std::size_t point = 0; point < points; ++point) {
    const auto time = rings_.time(point);
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      values_.clear();
      for (const auto& column : columns_) {
        Value value;
        if (column.text) {
          if (const auto text = rings_.text(i, column.index, point)) {
            value = *text;
          }
        } else if (const auto number = rings_.number(i, column.index, point)) {
          value = *number;
        }
        values_.push_back(value);
      }
      encoder_.append(payload, shown_[i].prefix, values_, time, place);
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
  share_.ask({asked_, interval_, std::max(step_, interval_)});
}

/// Lets cut series back in when there has been clear room for them for a while.
void WindowView::make_room(std::size_t bytes, SteadyTime now) {
  const auto each = bytes / shown_.size() + 1;
  const auto room = std::min(most_series, most_bytes() * 9 / 10 / each);
  if (room <= room_) {
    room_at_ = now;
  } else if (now - room_at_ >= widen_after) {
    room_ = room;
    room_at_ = now;
  }
}

}  // namespace livetap
