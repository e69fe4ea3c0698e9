#include "agent/event/numeric_range.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace livetap {

namespace {

constexpr std::int64_t most_before_point = 131'072;
constexpr std::int64_t most_behind_point = 16'383;
/// No exponent beyond it makes a number that fits.
constexpr std::int64_t endless = 10'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads one JSON text from left to right.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  bool is_at(char c) const { return !at_end() && text_[at_] == c; }
  bool at_number() const { return is_at('-') || (!at_end() && is_digit(text_[at_])); }
  void skip() { ++at_; }
  void skip_string() {
    for (skip(); !at_end() && !is_at('"'); skip()) {
      at_ += is_at('\\') && at_ + 1 < text_.size() ? 1 : 0;
    }
    at_ += at_end() ? 0 : 1;
  }
  bool number_fits() {
    at_ += is_at('-') ? 1 : 0;
    const auto before = digits();
    const auto behind = accept('.') ? digits() : 0;
    const auto exponent = accept('e') || accept('E') ? this->exponent() : 0;
    return before + exponent <= most_before_point && behind - exponent <= most_behind_point;
  }

 private:
  bool accept(char c) {
    const bool found = is_at(c);
    at_ += found ? 1 : 0;
    return found;
  }
  std::int64_t digits() {
    const auto begin = at_;
    while (!at_end() && is_digit(text_[at_])) {
      skip();
    }
    return static_cast<std::int64_t>(at_ - begin);
  }
  std::int64_t exponent() {
    const bool negative = accept('-');
    accept('+');
    std::int64_t value = 0;
    for (; !at_end() && is_digit(text_[at_]); skip()) {
      value = std::min(value * 10 + (text_[at_] - '0'), endless);
    }
    return negative ? -value : value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool numbers_fit_numeric(std::string_view json) {
  Scan scan(json);
  while (!scan.at_end()) {
    if (scan.is_at('"')) {
      scan.skip_string();
    } else if (!scan.at_number()) {
      scan.skip();
    } else if (!scan.number_fits()) {
      return false;
    }
  }
  return true;
}

}  // namespace livetap
