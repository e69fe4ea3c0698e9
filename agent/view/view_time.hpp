#pragma once

#include "agent/model/time.hpp"

namespace livetap {

/// The moment at which a view is asked for something.
using ViewTime = Moment;

}  // namespace livetap
