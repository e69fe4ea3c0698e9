#include "tests/demo/utc.hpp"

#include <spdlog/fmt/fmt.h>

namespace livetap::standin {
namespace {

struct Parts {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::microseconds> clock;
};

Parts parts_of(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss(time - day)};
}

std::string text(Time time, char between, int digits) {
  const auto [date, clock] = parts_of(time);
  const auto fraction = clock.subseconds().count() / (digits == 3 ? 1000 : 1);
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}.{:0{}}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     between, clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), fraction, digits);
}

}  // namespace

Time now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::int64_t unix_ms(Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string sql_time(Time time) {
  return text(time, ' ', 6);
}

std::string iso_time(Time time) {
  return text(time, 'T', 3) + "Z";
}

}  // namespace livetap::standin
