#include "agent/model/span_words.hpp"

#include <algorithm>

namespace livetap {

namespace {

std::string two_units(long long whole, const char* unit, long long rest, const char* rest_unit) {
  auto words = std::to_string(whole) + " " + unit;
  if (rest > 0) {
    words += " " + std::to_string(rest) + " " + rest_unit;
  }
  return words;
}

}  // namespace

std::string span_words(Milliseconds span) {
  const long long ms = std::max<long long>(span.count(), 0);
  const long long seconds = ms / 1000;
  if (ms < 1000) {
    return std::to_string(ms) + " ms";
  }
  if (seconds < 60) {
    return std::to_string(seconds) + " s";
  }
  if (seconds < 3600) {
    return two_units(seconds / 60, "min", seconds % 60, "s");
  }
  if (seconds < 86400) {
    return two_units(seconds / 3600, "h", seconds % 3600 / 60, "min");
  }
  return two_units(seconds / 86400, "d", seconds % 86400 / 3600, "h");
}

}  // namespace livetap
