#include "agent/line/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace livetap::line {

namespace {

template <class T>
void append_chars(std::string& out, T value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

}  // namespace

void append_number(std::string& out, double value) {
  append_chars(out, value);
}

void append_integer(std::string& out, std::int64_t value) {
  append_chars(out, value);
}

void append_timestamp(std::string& out, WallTime time) {
  constexpr std::int64_t per_ms = 1'000'000;
  constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / per_ms - 1;
  const auto ms = static_cast<std::int64_t>(time.time_since_epoch().count());
  append_chars(out, std::clamp(ms, -limit, limit) * per_ms);
}

}  // namespace livetap::line
