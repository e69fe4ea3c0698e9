#include "agent/journal/byte_words.hpp"

#include <spdlog/fmt/fmt.h>

namespace livetap::journal {

std::string byte_words(std::uint64_t bytes) {
  if (bytes < 1024) {
    return fmt::format("{} B", bytes);
  }
  auto value = static_cast<double>(bytes);
  const char* unit = "";
  for (const auto* next : {"KiB", "MiB", "GiB", "TiB"}) {
    if (value < 1024) {
      break;
    }
    value /= 1024;
    unit = next;
  }
  return fmt::format("{:.1f} {}", value, unit);
}

}  // namespace livetap::journal
