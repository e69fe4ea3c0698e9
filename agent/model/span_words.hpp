#pragma once

#include <string>

#include "agent/model/time.hpp"

namespace livetap {

/// How long something lasted, for people: 850 ms, 12 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. Never
/// negative.
std::string span_words(Milliseconds span);

}  // namespace livetap
