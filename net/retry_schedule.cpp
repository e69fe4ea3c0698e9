#include "net/retry_schedule.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

namespace livetap::net {
namespace {

std::chrono::milliseconds scaled(std::chrono::milliseconds whole, double part) {
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(whole.count()) * part));
}

}  // namespace

RetrySchedule::Milliseconds RetrySchedule::after(RetryPace pace) {
  if (pace == RetryPace::each_second) return scaled(Milliseconds(1000), 0.8 + 0.4 * random_());
  if (pace == RetryPace::slowly) return Milliseconds(30'000);
  const auto delay = scaled(cap_, random_());
  cap_ = std::min(cap_ * 2, last_cap);
  return delay;
}

const char* RetrySchedule::describe(RetryPace pace) {
  if (pace == RetryPace::each_second) return "trying again each second";
  if (pace == RetryPace::slowly) return "trying again in 30 s";
  return "trying again, at least each 15 s";
}

RetrySchedule::Random seeded_random() {
  return [engine = std::mt19937(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
  };
}

}  // namespace livetap::net
