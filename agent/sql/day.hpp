#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "agent/model/time.hpp"

namespace livetap::sql {

/// A day in UTC: what one partition holds.
using Day = std::chrono::sys_days;

Day day_of(WallTime time);

/// 20261125
std::string day_stamp(Day day);

/// As PostgreSQL reads it: 2026-11-25 14:03:07.250+00. Nothing beyond the year 9999 or before 1000,
/// which no clock has shown.
std::optional<std::string> time_text(WallTime time);

}  // namespace livetap::sql
