#pragma once

#include <chrono>
#include <stop_token>

namespace livetap::standin {

// Sleeps that long, or until the program stops. False when it stops.
bool pause(std::stop_token stop, std::chrono::milliseconds duration);

}  // namespace livetap::standin
