#pragma once

#include <cstddef>

namespace livetap {

/// How many series one probe may have, shared by the routes of its measurements. It must outlive
/// them. Single-threaded.
class SeriesCap {
 public:
  static constexpr std::size_t per_probe = 5000;

  explicit SeriesCap(std::size_t limit = per_probe) : limit_(limit) {}
  SeriesCap(const SeriesCap&) = delete;
  SeriesCap& operator=(const SeriesCap&) = delete;

  /// Takes a place for one more series, if there is one.
  bool take() {
    if (used_ >= limit_) {
      return false;
    }
    ++used_;
    return true;
  }
  void give_back(std::size_t count) { used_ -= count; }

  std::size_t limit() const { return limit_; }
  std::size_t used() const { return used_; }

 private:
  std::size_t limit_;
  std::size_t used_ = 0;
};

}  // namespace livetap
