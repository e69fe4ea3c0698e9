#include "agent/sql/day.hpp"

#include <spdlog/fmt/fmt.h>

namespace livetap::sql {

namespace {

using std::chrono::year_month_day;

unsigned month_of(const year_month_day& date) {
  return static_cast<unsigned>(date.month());
}

unsigned day_of_month(const year_month_day& date) {
  return static_cast<unsigned>(date.day());
}

}  // namespace

Day day_of(WallTime time) {
  return std::chrono::floor<std::chrono::days>(time);
}

std::string day_stamp(Day day) {
  const year_month_day date(day);
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), month_of(date),
                     day_of_month(date));
}

std::optional<std::string> time_text(WallTime time) {
  static constexpr WallTime first = Day(std::chrono::year(1000) / 1 / 1);
  static constexpr WallTime end = Day(std::chrono::year(10'000) / 1 / 1);
  if (time < first || time >= end) {
    return std::nullopt;
  }
  const auto day = day_of(time);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}+00", static_cast<int>(date.year()),
                     month_of(date), day_of_month(date), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

}  // namespace livetap::sql
