#pragma once

#include <algorithm>
#include <chrono>

namespace livetap::test {

// The shortest of three runs, in seconds: what the work takes, not what else the machine does.
template <class Work>
double best_of_three(Work work) {
  std::chrono::duration<double> best = std::chrono::hours(1);
  for (int run = 0; run < 3; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    best = std::min<std::chrono::duration<double>>(best, std::chrono::steady_clock::now() - begin);
  }
  return best.count();
}

}  // namespace livetap::test
