#include "agent/config/quantity.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace livetap {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::int64_t second = 1'000'000'000;

// Falling, so that a text is formatted in the largest unit that fits.
constexpr std::array<Unit, 7> durations{{{"d", 86'400 * second},
                                         {"h", 3'600 * second},
                                         {"m", 60 * second},
                                         {"s", second},
                                         {"ms", 1'000'000},
                                         {"us", 1'000},
                                         {"ns", 1}}};

constexpr std::array<Unit, 9> sizes{{{"B", 1},
                                     {"kB", 1'000},
                                     {"MB", 1'000'000},
                                     {"GB", 1'000'000'000},
                                     {"TB", 1'000'000'000'000},
                                     {"KiB", 1LL << 10},
                                     {"MiB", 1LL << 20},
                                     {"GiB", 1LL << 30},
                                     {"TiB", 1LL << 40}}};

bool is_number_char(char c) {
  return (c >= '0' && c <= '9') || c == '.';
}

/// Cuts "1.5h" off the front of `text` and gives its amount; nothing when there is no such thing.
template <std::size_t Count>
std::optional<std::int64_t> cut_quantity(std::string_view& text,
                                         const std::array<Unit, Count>& units) {
  std::size_t digits = 0;
  while (digits < text.size() && is_number_char(text[digits])) {
    ++digits;
  }
  auto end = digits;
  while (end < text.size() && !is_number_char(text[end])) {
    ++end;
  }
  const auto number = text.substr(0, digits);
  const auto name = text.substr(digits, end - digits);
  text.remove_prefix(end);
  for (const auto& unit : units) {
    if (unit.name != name) {
      continue;
    }
    std::int64_t whole = 0;
    std::int64_t amount = 0;
    const auto [stop, error] = std::from_chars(number.data(), number.data() + digits, whole);
    if (error == std::errc{} && stop == number.data() + digits) {
      return __builtin_mul_overflow(whole, unit.factor, &amount) ? std::nullopt
                                                                 : std::optional(amount);
    }
    const auto fraction = parse_number(number);
    const double product = fraction.value_or(-1) * static_cast<double>(unit.factor);
    if (product < 0 || product > 9.2e18) {
      return std::nullopt;
    }
    return std::llround(product);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (text == "0") {
    return 0;
  }
  if (text.empty()) {
    return std::nullopt;
  }
  std::int64_t total = 0;
  while (!text.empty()) {
    const auto part = cut_quantity(text, durations);
    if (!part || __builtin_add_overflow(total, *part, &total)) {
      return std::nullopt;
    }
  }
  return total;
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  if (text == "0") {
    return 0;
  }
  const auto bytes = cut_quantity(text, sizes);
  return text.empty() ? bytes : std::nullopt;
}

std::optional<bool> parse_bool(std::string_view text) {
  if (text == "true" || text == "yes" || text == "on") {
    return true;
  }
  if (text == "false" || text == "no" || text == "off") {
    return false;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stop == end && std::isfinite(value) ? std::optional(value)
                                                                     : std::nullopt;
}

std::string format_duration(std::int64_t nanoseconds) {
  for (const auto& unit : durations) {
    if (nanoseconds != 0 && nanoseconds % unit.factor == 0) {
      return std::to_string(nanoseconds / unit.factor) + std::string(unit.name);
    }
  }
  return "0";
}

}  // namespace livetap
