#pragma once
#include <algorithm>
#include <chrono>
#include <utility>

namespace livetap::websocket {

/// When rows are due: at every interval on a grid, and soon after a change. No clock of its own.
///
///     timer.expires_at(rhythm.next());      // changed() may come meanwhile: arm it anew
///     ...
///     rhythm.sent(now);
class RowRhythm {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;
  /// A change is told at once, but rows keep this distance.
  static constexpr std::chrono::milliseconds least{250};

  RowRhythm(Duration interval, Time now)
      : interval_(interval > Duration::zero() ? interval : Duration(std::chrono::seconds(1))),
        grid_(now + interval_),
        last_(now) {}

  /// Whether next() has moved.
  bool changed() { return !std::exchange(changed_, true); }
  Time next() const { return changed_ ? std::min(grid_, last_ + least) : grid_; }
  void sent(Time now) {
    changed_ = false;
    last_ = now;
    // What was missed, by a clock that slept, is not made up for.
    if (now >= grid_) grid_ += interval_ * ((now - grid_) / interval_ + 1);
  }

 private:
  Duration interval_;
  Time grid_;
  Time last_;
  bool changed_ = false;
};

}  // namespace livetap::websocket
