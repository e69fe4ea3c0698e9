#pragma once

#include <sys/resource.h>

#include "sanitized.hpp"

namespace livetap::test {

// A sanitizer keeps freed memory for a while: what it costs says nothing then.
inline constexpr bool memory_is_telling = !is_sanitized;

// The most memory that this process ever had.
inline long peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace livetap::test
