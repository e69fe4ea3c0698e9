#pragma once

#include <string>

#include "agent/model/time.hpp"

namespace livetap {

/// 2026-11-25T14:03:07.250Z.
std::string utc(WallTime time);

}  // namespace livetap
