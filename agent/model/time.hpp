#pragma once

#include <algorithm>
#include <chrono>

namespace livetap {

/// Schedules, deadlines and ages run on this clock; it never jumps.
using SteadyTime = std::chrono::steady_clock::time_point;

/// What users see on a time axis: milliseconds since 1970 in UTC.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

using Milliseconds = std::chrono::milliseconds;

/// From one moment to another; none when the other came before.
inline Milliseconds span_between(SteadyTime from, SteadyTime to) {
  return std::max(Milliseconds(0), std::chrono::duration_cast<Milliseconds>(to - from));
}

/// Both clocks, read at one moment.
struct Moment {
  SteadyTime steady{};
  WallTime wall{};
};

}  // namespace livetap
