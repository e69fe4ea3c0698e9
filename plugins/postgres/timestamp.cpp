#include "plugins/postgres/timestamp.hpp"

#include <fmt/format.h>

#include <charconv>

namespace livetap::postgres {
namespace {

using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// Reads a text from its beginning; each step says whether it fitted.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool number(std::size_t fewest, std::size_t most, int& out) {
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (end < fewest || end > most) return false;
    std::from_chars(rest_.data(), rest_.data() + end, out);
    rest_.remove_prefix(end);
    return true;
  }

  /// A fraction of a second; digits beyond the sixth are dropped.
  bool microseconds(int& out) {
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (end == 0) return false;
    out = 0;
    for (std::size_t i = 0; i < 6; ++i) out = out * 10 + (i < end ? rest_[i] - '0' : 0);
    rest_.remove_prefix(end);
    return true;
  }

 private:
  std::string_view rest_;
};

bool read_time_of_day(Reader& reader, microseconds& out) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int fraction = 0;
  if (!reader.number(2, 2, hour) || !reader.skip(':') || !reader.number(2, 2, minute)) return false;
  if (reader.skip(':') && !reader.number(2, 2, second)) return false;
  if (reader.skip('.') && !reader.microseconds(fraction)) return false;
  if (hour > 24 || minute > 59 || second > 60) return false;
  out = std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
        microseconds(fraction);
  return true;
}

bool read_offset(Reader& reader, microseconds& out) {
  out = microseconds(0);
  if (reader.at_end() || reader.skip('Z')) return true;
  const bool west = reader.skip('-');
  if (!west && !reader.skip('+')) return false;
  int part[3] = {0, 0, 0};
  if (!reader.number(2, 2, part[0])) return false;
  if (reader.skip(':') && !reader.number(2, 2, part[1])) return false;
  if (reader.skip(':') && !reader.number(2, 2, part[2])) return false;
  out = std::chrono::hours(part[0]) + std::chrono::minutes(part[1]) + std::chrono::seconds(part[2]);
  if (west) out = -out;
  return true;
}

}  // namespace

std::optional<Moment> read_moment(std::string_view text) {
  Reader reader(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!reader.number(4, 6, year) || !reader.skip('-') || !reader.number(2, 2, month) ||
      !reader.skip('-') || !reader.number(2, 2, day)) {
    return {};
  }
  // std::chrono::year ends at 32767; PostgreSQL goes on to 294276, where nobody looks.
  if (year > 32767) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  microseconds time{0};
  microseconds offset{0};
  if (reader.skip(' ') || reader.skip('T')) {
    if (!read_time_of_day(reader, time) || !read_offset(reader, offset)) return {};
  }
  if (!reader.at_end()) return {};
  return Moment(std::chrono::sys_days(date)) + time - offset;
}

std::optional<std::int64_t> timestamp_ms(std::string_view text) {
  const auto moment = read_moment(text);
  if (!moment) return {};
  return floor<milliseconds>(*moment).time_since_epoch().count();
}

std::string write_moment(Moment moment) {
  if (moment < Moment(std::chrono::sys_days(std::chrono::year(1) / 1 / 1))) return "-infinity";
  const auto day = floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}+00", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

}  // namespace livetap::postgres
