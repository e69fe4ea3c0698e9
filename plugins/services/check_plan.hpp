#pragma once
#include <chrono>
#include <cstddef>
#include <vector>

namespace livetap::services {

/// When which target is checked, and when a gather of all of them leaves. No I/O, no clock of its
/// own; one thread.
///
/// Time goes in ticks, one each interval of the probe. At a tick the checks begin that are due,
/// side by side; one that is still under way from an earlier tick goes on. The gather of a tick
/// leaves as soon as all checks that began at it have ended, so that what they found is seen at
/// once, and at the latest `patience` after the tick, so that a target that hangs holds up nobody:
/// its own result waits for the next gather. The first gather waits for a whole interval.
///
///     CheckPlan plan(intervals, interval, now);
///     for (;;) {
///       for (const auto target : plan.tick(now)) begin(target);       // then plan.ended(target)
///       wait_until(plan.gather_by(), or plan.complete());
///       emit_all();
///       wait_until(plan.next_tick());
///     }
class CheckPlan {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  /// How long a gather waits for the checks of its tick.
  static Duration patience(Duration interval) { return interval / 5; }

  /// `intervals` of the targets; the probe's where they are shorter. A check begins at the first
  /// tick at which it is due.
  CheckPlan(const std::vector<Duration>& intervals, Duration interval, Time now);
  /// The first gather will be the only one: it waits for every check.
  void only_once() { only_once_ = true; }

  /// The tick that is due now; ticks that were missed are skipped.
  std::vector<std::size_t> tick(Time now);
  void ended(std::size_t target);

  /// Whether nothing that began at the last tick is under way.
  bool complete() const;
  /// Time::max(): when it is complete.
  Time gather_by() const;
  Time next_tick() const { return next_tick_; }

 private:
  struct Entry {
    Duration interval;
    Time due;
    bool under_way = false;
    bool of_this_tick = false;
  };

  std::vector<Entry> entries_;
  Duration interval_;
  Time began_;
  Time last_tick_;
  Time next_tick_;
  bool only_once_ = false;
};

}  // namespace livetap::services
