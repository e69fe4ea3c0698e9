#include "agent/view/window_series.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "agent/worker/byte_reader.hpp"
#include "agent/worker/byte_writer.hpp"

namespace livetap {

namespace {

/// Nobody saves more: no window shows as many.
constexpr std::size_t most_earlier = 1'000;

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

std::vector<WindowSeries::Column> WindowSeries::columns_of(const Measurement& measurement) {
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

std::size_t WindowSeries::count(bool text) const {
  return static_cast<std::size_t>(std::count_if(
      columns_.begin(), columns_.end(), [&](const Column& column) { return column.text == text; }));
}

WindowSeries::WindowSeries(const Measurement& measurement, Milliseconds length,
                           Milliseconds interval, Label label)
    : columns_(columns_of(measurement)),
      length_(length),
      interval_(std::max(interval, Milliseconds(1))),
      step_(std::max(length / static_cast<int>(WindowRings::points), Milliseconds(1))),
      label_(std::move(label)),
      rings_(count(false), count(true), step_),
      identity_(identity(measurement)) {}

/// What must be the same for points of one window to be points of another.
std::string WindowSeries::identity(const Measurement& measurement) const {
  worker::ByteWriter out;
  out.signed_number(step_.count());
  out.number(measurement.tags.size());
  for (const auto& tag : measurement.tags) {
    out.text(tag);
  }
  for (const auto& column : columns_) {
    out.text(measurement.fields[column.field].name);
    out.boolean(column.text);
    out.boolean(column.mean);
  }
  return out.take();
}

bool WindowSeries::take(const Snapshot& snapshot, std::size_t room, const Busyness& busyness) {
  // Half an interval late is on time still.
  const bool hold = taken_ && snapshot.wall - *taken_ <= interval_ * 3 / 2;
  taken_ = snapshot.wall;
  const bool stepped = rings_.advance(snapshot.wall, hold);
  if (stepped) {
    std::erase_if(earlier_, [&](const auto& ring) {
      return saved_newest(ring.second) + static_cast<int>(WindowRings::points) <= rings_.newest();
    });
  }
  rows_ = snapshot.rows;
  seat_earlier(*rows_);
  choose(room, busyness, snapshot.at);
  const auto& ids = rows_->series;
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), shown_[i].series);
    if (at != ids.end() && *at == shown_[i].series) {
      shown_[i].seen = snapshot.at;
      put(*rows_, static_cast<std::size_t>(at - ids.begin()), i);
    }
  }
  return stepped;
}

bool WindowSeries::choose(std::size_t room, const Busyness& busyness, SteadyTime now) {
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
  const bool changed = selection_.update(candidates_, room, busyness, now);
  if (changed) {
    follow_choice(now);
  }
  return changed;
}

void WindowSeries::follow_choice(SteadyTime now) {
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
                  {chosen[i], now, label_(rows_->rows, static_cast<std::size_t>(row)),
                   series_key(rows_->rows, static_cast<std::size_t>(row))});
    give_back(i);
  }
}

void WindowSeries::put(const CheckedRows& rows, std::size_t row, std::size_t index) {
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

std::string WindowSeries::save() const {
  if (shown_.empty() && earlier_.empty()) {
    return {};
  }
  worker::ByteWriter out;
  out.text(identity_);
  out.number(shown_.size() + earlier_.size());
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    out.text(shown_[i].key);
    out.text(encode(rings_.save(i)));
  }
  for (const auto& [key, ring] : earlier_) {
    out.text(key);
    out.text(ring);
  }
  return out.take();
}

bool WindowSeries::restore(std::string_view bytes) {
  worker::ByteReader in(bytes);
  if (in.text() != identity_) {
    return false;
  }
  for (auto left = in.count(most_earlier); left > 0 && in.ok(); --left) {
    auto key = in.string();
    earlier_[std::move(key)] = in.string();
  }
  if (!in.finished()) {
    earlier_.clear();
    return false;
  }
  seated_ = false;
  return true;
}

WallTime WindowSeries::until() const {
  auto newest = taken_.value_or(WallTime());
  for (const auto& [key, ring] : earlier_) {
    newest = std::max(newest, WallTime(step_ * saved_newest(ring)));
  }
  return newest + length_;
}

/// The first rows with series say which of them are those of the last run.
void WindowSeries::seat_earlier(const CheckedRows& rows) {
  if (seated_ || rows.series.empty()) {
    return;
  }
  seated_ = true;
  std::vector<SeriesId> shown;
  for (std::size_t row = 0; row < rows.series.size(); ++row) {
    if (earlier_.contains(series_key(rows.rows, row))) {
      shown.push_back(rows.series[row]);
    }
  }
  selection_.begin_with(std::move(shown));
}

void WindowSeries::give_back(std::size_t index) {
  const auto earlier = earlier_.extract(shown_[index].key);
  if (earlier.empty()) {
    return;
  }
  const auto ring = decode_ring(earlier.mapped(), count(false), count(true), WindowRings::points);
  if (ring) {
    rings_.restore(index, *ring);
  }
}

Value WindowSeries::value(std::size_t shown, const Column& column, std::size_t point) const {
  if (column.text) {
    const auto text = rings_.text(shown, column.index, point);
    return text ? Value{*text} : Value{};
  }
  const auto number = rings_.number(shown, column.index, point);
  return number ? Value{*number} : Value{};
}

}  // namespace livetap
