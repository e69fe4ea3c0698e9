#pragma once

#include <string>

#include "agent/model/event.hpp"
#include "agent/view/view_time.hpp"

namespace livetap {

/// 2023-11-14T22:13:20Z, and some moment of the steady clock.
inline constexpr ViewTime sample_now{SteadyTime{std::chrono::hours(1)},
                                     WallTime{Milliseconds(1'700'000'000'000)}};

inline ViewTime sample_now_plus(Milliseconds time) {
  return {sample_now.steady + time, sample_now.wall + time};
}

/// A signal of service shop, seen by probe trading.
inline Event sample_event(std::string message, WallTime time = sample_now.wall) {
  return {time, Severity::info, "signal", "shop", std::move(message), "", "trading"};
}

}  // namespace livetap
