#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace livetap::standin {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

Time now();
std::int64_t unix_ms(Time time);
std::string sql_time(Time time);  // 2024-05-01 12:00:00.000123, as PostgreSQL reads it
std::string iso_time(Time time);  // 2024-05-01T12:00:00.123Z

}  // namespace livetap::standin
