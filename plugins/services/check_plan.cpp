#include "plugins/services/check_plan.hpp"

#include <algorithm>

namespace livetap::services {
namespace {

using Time = CheckPlan::Time;
using Duration = CheckPlan::Duration;

/// The first point of the grid that begins at `began` after `now`.
Time next_on_grid(Time began, Duration interval, Time now) {
  return began + ((now - began) / interval + 1) * interval;
}

}  // namespace

CheckPlan::CheckPlan(const std::vector<Duration>& intervals, Duration interval, Time now)
    : interval_(interval), began_(now), last_tick_(now), next_tick_(now) {
  for (const auto own : intervals) {
    entries_.push_back({std::max(own, interval), now});
  }
}

std::vector<std::size_t> CheckPlan::tick(Time now) {
  last_tick_ = now;
  next_tick_ = next_on_grid(began_, interval_, now);
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    auto& entry = entries_[i];
    entry.of_this_tick = !entry.under_way && entry.due <= now;
    if (!entry.of_this_tick) continue;
    entry.under_way = true;
    entry.due = next_on_grid(began_, entry.interval, now);
    due.push_back(i);
  }
  return due;
}

void CheckPlan::ended(std::size_t target) {
  entries_[target].under_way = false;
}

bool CheckPlan::complete() const {
  return std::none_of(entries_.begin(), entries_.end(),
                      [](const Entry& entry) { return entry.under_way && entry.of_this_tick; });
}

Time CheckPlan::gather_by() const {
  if (only_once_) return Time::max();
  return last_tick_ == began_ ? next_tick_ : last_tick_ + patience(interval_);
}

}  // namespace livetap::services
