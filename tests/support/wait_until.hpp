#pragma once

#include <chrono>
#include <thread>

namespace livetap::test {

// Asks again and again until the answer is true; false when it is not by the deadline.
template <class Condition>
bool wait_until(std::chrono::milliseconds deadline, Condition condition,
                std::chrono::milliseconds pause = std::chrono::milliseconds(20)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

}  // namespace livetap::test
