#pragma once

#include <cstdint>
#include <string>

#include "agent/model/time.hpp"

namespace livetap::line {

/// The shortest digits that read back as the same double, whatever the locale. `value` is finite.
void append_number(std::string& out, double value);

void append_integer(std::string& out, std::int64_t value);

/// Nanoseconds since 1970, held within what InfluxDB and a 64-bit count can say (1677 to 2262).
void append_timestamp(std::string& out, WallTime time);

}  // namespace livetap::line
