#include "agent/worker/schedule.hpp"

#include <algorithm>

namespace livetap::worker {

namespace {
/// A plugin may state any interval; the agent keeps its own pace.
constexpr Milliseconds shortest{10};
}  // namespace

Schedule::Schedule(SteadyTime anchor, Milliseconds interval)
    : anchor_(anchor), beat_{std::max(interval, shortest), anchor} {}

void Schedule::set_intervals(const std::vector<Milliseconds>& intervals) {
  entries_.clear();
  for (const auto interval : intervals) {
    const auto own = interval.count() == 0 ? beat_.interval : std::max(interval, shortest);
    entries_.push_back({own, anchor_});
  }
}

Milliseconds Schedule::interval(std::uint32_t measurement) const {
  return entries_[measurement].interval;
}

SteadyTime Schedule::next() const {
  if (entries_.empty()) {
    return beat_.next;
  }
  return std::min_element(entries_.begin(), entries_.end(),
                          [](const Entry& a, const Entry& b) { return a.next < b.next; })
      ->next;
}

void Schedule::advance(Entry& entry, SteadyTime now) const {
  const auto passed = (now - anchor_) / entry.interval;
  entry.next = anchor_ + (passed + 1) * entry.interval;
}

std::vector<std::uint32_t> Schedule::take_due(SteadyTime now) {
  if (beat_.next <= now) {
    advance(beat_, now);
  }
  std::vector<std::uint32_t> due;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].next <= now) {
      due.push_back(i);
      advance(entries_[i], now);
    }
  }
  return due;
}

}  // namespace livetap::worker
