#pragma once

#include "agent/model/time.hpp"

namespace livetap {

/// Both clocks, read at one moment.
struct ViewTime {
  SteadyTime steady{};
  WallTime wall{};
};

}  // namespace livetap
