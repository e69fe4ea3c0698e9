#pragma once

#include <cstddef>
#include <random>
#include <string>

namespace livetap::standin {

// All chance comes from here: the same seed gives the same data. One thread.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine_);
  }
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(engine_);
  }
  bool chance(double probability) { return between(0, 1) < probability; }
  double normal() { return std::normal_distribution<double>(0, 1)(engine_); }
  std::string uuid();

 private:
  std::mt19937_64 engine_;
};

}  // namespace livetap::standin
