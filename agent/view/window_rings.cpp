#include "agent/view/window_rings.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "agent/line/utf8.hpp"

namespace livetap {

namespace {

constexpr double null = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t longest_shown_text = 256;

/// Nine digits are more than a chart of 150 points shows, and half of what a mean would take.
double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) {
    return value;
  }
  const double scale = std::pow(10, 8 - std::floor(std::log10(std::abs(value))));
  const double result = std::round(value * scale) / scale;
  return std::isfinite(result) ? result : value;
}

}  // namespace

WindowRings::WindowRings(std::size_t numbers, std::size_t texts, Milliseconds step)
    : numbers_(numbers), texts_(texts), step_(step) {}

bool WindowRings::advance(WallTime wall, bool hold) {
  const std::int64_t step = std::chrono::floor<Milliseconds>(wall.time_since_epoch()) / step_;
  if (!newest_) {
    newest_ = step;
    return true;
  }
  const std::int64_t ahead = step - *newest_;
  if (ahead == 0 || ahead == -1) {
    return false;
  }
  newest_ = step;
  const auto begun = ahead < 0 ? 0 : std::min(ahead, static_cast<std::int64_t>(points));
  for (std::int64_t i = 1; i <= begun; ++i) {
    begin_step(hold && i < ahead);
  }
  return true;
}

void WindowRings::begin_step(bool hold) {
  const auto before = head_;
  head_ = (head_ + 1) % points;
  for (auto& ring : rings_) {
    begin_step(ring, before, hold);
  }
}

void WindowRings::begin_step(Ring& ring, std::size_t before, bool hold) {
  for (std::size_t i = 0; i < numbers_; ++i) {
    auto* column = ring.numbers.data() + i * points;
    column[head_] = hold ? column[before] : null;
  }
  for (std::size_t i = 0; i < texts_; ++i) {
    auto* column = ring.texts.data() + i * points;
    pool_.release(column[head_]);
    column[head_] = hold ? pool_.hold(column[before]) : TextPool::none;
  }
  std::fill(ring.running.begin(), ring.running.end(), Mean{});
}

void WindowRings::add(SeriesId series) {
  Ring ring{series, std::vector<double>(numbers_ * points, null),
            std::vector<TextPool::Id>(texts_ * points, TextPool::none),
            std::vector<Mean>(numbers_)};
  const auto at = std::lower_bound(rings_.begin(), rings_.end(), series,
                                   [](const Ring& a, SeriesId b) { return a.series < b; });
  rings_.insert(at, std::move(ring));
}

void WindowRings::remove(SeriesId series) {
  const auto at = std::find_if(rings_.begin(), rings_.end(),
                               [&](const Ring& ring) { return ring.series == series; });
  for (const auto id : at->texts) {
    pool_.release(id);
  }
  rings_.erase(at);
}

void WindowRings::put_mean(std::size_t index, std::size_t field, double value) {
  auto& mean = rings_[index].running[field];
  mean.sum += value;
  ++mean.count;
  rings_[index].numbers[field * points + head_] =
      mean.count == 1 ? value : rounded(mean.sum / mean.count);
}

void WindowRings::put_last(std::size_t index, std::size_t field, double value) {
  rings_[index].numbers[field * points + head_] = value;
}

void WindowRings::put_text(std::size_t index, std::size_t field, std::string_view text) {
  auto& at = rings_[index].texts[field * points + head_];
  const auto id = pool_.hold(line::cut(text, longest_shown_text));
  pool_.release(at);
  at = id;
}

WallTime WindowRings::time(std::size_t point) const {
  const auto back = static_cast<std::int64_t>(points - 1 - point);
  return WallTime(step_ * (newest_.value_or(0) - back));
}

std::optional<double> WindowRings::number(std::size_t index, std::size_t field,
                                          std::size_t point) const {
  const double value = rings_[index].numbers[field * points + slot(point)];
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

std::optional<std::string_view> WindowRings::text(std::size_t index, std::size_t field,
                                                  std::size_t point) const {
  const auto id = rings_[index].texts[field * points + slot(point)];
  return id == TextPool::none ? std::nullopt : std::optional(pool_.text(id));
}

SavedRing WindowRings::save(std::size_t index) const {
  SavedRing saved;
  saved.newest = newest();
  for (std::size_t field = 0; field < numbers_; ++field) {
    const auto column = rings_[index].numbers.begin() + static_cast<std::ptrdiff_t>(field * points);
    const auto oldest = column + static_cast<std::ptrdiff_t>(slot(0));
    auto& copy = saved.numbers.emplace_back(oldest, column + points);
    copy.insert(copy.end(), column, oldest);
    saved.counts.push_back(rings_[index].running[field].count);
  }
  for (std::size_t field = 0; field < texts_; ++field) {
    auto& column = saved.texts.emplace_back();
    for (std::size_t point = 0; point < points; ++point) {
      column.emplace_back(text(index, field, point));
    }
  }
  return saved;
}

void WindowRings::restore(std::size_t index, const SavedRing& saved) {
  const auto past = std::max<std::int64_t>(newest() - saved.newest, 0);
  auto& ring = rings_[index];
  for (auto from = static_cast<std::size_t>(past); from < points; ++from) {
    const auto to = slot(from - static_cast<std::size_t>(past));
    for (std::size_t field = 0; field < numbers_; ++field) {
      ring.numbers[field * points + to] = saved.numbers[field][from];
    }
    for (std::size_t field = 0; field < texts_; ++field) {
      const auto& text = saved.texts[field][from];
      ring.texts[field * points + to] = text ? pool_.hold(*text) : TextPool::none;
    }
  }
  for (std::size_t field = 0; past == 0 && field < numbers_; ++field) {
    const auto count = saved.counts[field];
    ring.running[field] = {count > 0 ? saved.numbers[field].back() * count : 0, count};
  }
}

std::size_t WindowRings::bytes() const {
  const auto each = points * (numbers_ * sizeof(double) + texts_ * sizeof(TextPool::Id));
  return rings_.size() * each;
}

}  // namespace livetap
