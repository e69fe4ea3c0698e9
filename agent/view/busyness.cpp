#include "agent/view/busyness.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace livetap {

namespace {

double change(const Value& was, const Value& is) {
  if (is_null(was) || is_null(is)) {
    return 0;
  }
  if (const auto* f64 = std::get_if<double>(&is)) {
    return std::abs(*f64 - std::get<double>(was));
  }
  if (const auto* i64 = std::get_if<std::int64_t>(&is)) {
    return std::abs(static_cast<double>(*i64) - static_cast<double>(std::get<std::int64_t>(was)));
  }
  return was == is ? 0 : 1;
}

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// Finds ids in a rising list when they are asked for in rising order.
class Follower {
 public:
  explicit Follower(const std::vector<SeriesId>& ids) : ids_(ids) {}
  std::size_t find(SeriesId id) {
    while (at_ < ids_.size() && ids_[at_] < id) {
      ++at_;
    }
    return at_ < ids_.size() && ids_[at_] == id ? at_ : nowhere;
  }

 private:
  const std::vector<SeriesId>& ids_;
  std::size_t at_ = 0;
};

}  // namespace

Busyness::Busyness(const Measurement& measurement) {
  for (std::size_t i = 0; i < measurement.fields.size(); ++i) {
    if (measurement.fields[i].trend) {
      fields_.push_back(i);
    }
  }
}

void Busyness::update(const std::shared_ptr<const CheckedRows>& rows, SteadyTime now) {
  if (rows_) {
    constexpr double half_life_s = 60;
    const double passed_s = std::chrono::duration<double>(now - updated_).count();
    measure_changes(*rows);
    add_changes(*rows, std::exp2(-passed_s / half_life_s));
  } else {
    scores_.assign(rows->series.size(), 0);
  }
  rows_ = rows;
  updated_ = now;
}

void Busyness::measure_changes(const CheckedRows& rows) {
  changes_.assign(rows.series.size() * fields_.size(), 0);
  largest_.assign(fields_.size(), 0);
  Follower old(rows_->series);
  for (std::size_t row = 0; row < rows.series.size(); ++row) {
    const auto was = old.find(rows.series[row]);
    if (was == nowhere) {
      continue;
    }
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const double by =
          change(rows_->rows.field(was, fields_[i]), rows.rows.field(row, fields_[i]));
      changes_[row * fields_.size() + i] = by;
      largest_[i] = std::max(largest_[i], by);
    }
  }
}

void Busyness::add_changes(const CheckedRows& rows, double fade) {
  next_.assign(rows.series.size(), 0);
  Follower old(rows_->series);
  for (std::size_t row = 0; row < rows.series.size(); ++row) {
    const auto was = old.find(rows.series[row]);
    if (was == nowhere) {
      continue;
    }
    double sum = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const double by = changes_[row * fields_.size() + i];
      sum += by > 0 ? by / largest_[i] : 0;
    }
    next_[row] = scores_[was] * fade + sum;
  }
  scores_.swap(next_);
}

double Busyness::of(SeriesId series) const {
  if (!rows_) {
    return 0;
  }
  const auto& ids = rows_->series;
  const auto at = std::lower_bound(ids.begin(), ids.end(), series);
  return at != ids.end() && *at == series ? scores_[static_cast<std::size_t>(at - ids.begin())] : 0;
}

bool Busyness::before(SeriesId a, SeriesId b) const {
  const double busy_a = of(a);
  const double busy_b = of(b);
  return busy_a != busy_b ? busy_a > busy_b : a < b;
}

}  // namespace livetap
