#pragma once

#include "agent/model/time.hpp"

namespace livetap {

/// This moment. For the edges, where things happen; logic takes a Moment as an argument.
inline Moment clocks() {
  return {std::chrono::steady_clock::now(),
          std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now())};
}

}  // namespace livetap
