#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agent/model/time.hpp"

namespace livetap {

struct WindowOption {
  std::string suffix;  ///< as in the config: 5m
  Milliseconds length{0};
};

struct ViewOptions {
  std::vector<WindowOption> windows;
  /// From one gather to the next as scheduled; for a streaming probe its flush interval.
  Milliseconds interval{1000};
  std::size_t message_limit = 900 * 1024;
};

}  // namespace livetap
