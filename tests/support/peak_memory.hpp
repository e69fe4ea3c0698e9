#pragma once

#include <sys/resource.h>

namespace livetap::test {

// A sanitizer keeps freed memory for a while: what it costs says nothing then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool memory_is_telling = false;
#else
inline constexpr bool memory_is_telling = true;
#endif

// The most memory that this process ever had.
inline long peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace livetap::test
