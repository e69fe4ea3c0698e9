#include "net/unix_time.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

namespace livetap::net {
namespace {

/// Reads a text from its beginning; once something is not as wanted, nothing is any more.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool good() const { return good_; }
  bool at_end() const { return text_.empty(); }
  bool skip(std::string_view any_of) {
    const bool there = !text_.empty() && any_of.find(text_.front()) != std::string_view::npos;
    if (there) last_ = take();
    return there;
  }
  char last() const { return last_; }
  void want(std::string_view any_of) { good_ = skip(any_of) && good_; }

  int number(std::size_t digits, int least, int most) {
    int value = 0;
    for (; digits > 0; --digits) {
      want("0123456789");
      value = value * 10 + (last_ - '0');
    }
    good_ = good_ && value >= least && value <= most;
    return value;
  }
  double fraction() {
    double value = 0;
    for (double unit = 0.1; skip("0123456789"); unit /= 10) value += (last_ - '0') * unit;
    return value;
  }

 private:
  char take() {
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  std::string_view text_;
  char last_ = '0';
  bool good_ = true;
};

double read_clock(Reader& in) {
  double seconds = in.number(2, 0, 23) * 3600.0;
  in.want(":");
  seconds += in.number(2, 0, 59) * 60;
  if (in.skip(":")) seconds += in.number(2, 0, 60);
  if (in.skip(".,")) seconds += in.fraction();
  return seconds;
}

double read_offset(Reader& in) {
  if (in.skip("Zz") || !in.skip("+-")) return 0;
  const double sign = in.last() == '-' ? -1 : 1;
  double seconds = in.number(2, 0, 23) * 3600.0;
  in.skip(":");
  if (!in.at_end()) seconds += in.number(2, 0, 59) * 60;
  return sign * seconds;
}

std::optional<double> iso_8601(std::string_view text) {
  Reader in(text);
  const std::chrono::year year(in.number(4, 1, 9999));
  in.want("-");
  const std::chrono::month month(static_cast<unsigned>(in.number(2, 1, 12)));
  in.want("-");
  const std::chrono::day day(static_cast<unsigned>(in.number(2, 1, 31)));
  double seconds = 0;
  if (in.skip("Tt ")) {
    seconds = read_clock(in);
    seconds -= read_offset(in);
  }
  const std::chrono::year_month_day date(year, month, day);
  if (!in.good() || !in.at_end() || !date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return (static_cast<double>(days) * 86'400 + seconds) * 1000;
}

}  // namespace

std::optional<double> unix_ms(double number) {
  if (!std::isfinite(number) || number <= 0) return std::nullopt;
  if (number < 1e11) return number * 1000;  // seconds, until the year 5138
  if (number < 1e14) return number;
  if (number < 1e17) return number / 1e3;
  return number / 1e6;
}

std::optional<double> unix_ms(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return unix_ms(number);
  return iso_8601(text);
}

}  // namespace livetap::net
