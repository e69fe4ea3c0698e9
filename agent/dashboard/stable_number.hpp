#pragma once

#include <cstdint>
#include <string_view>

namespace livetap::dashboard {

/// The same for the same text, for ever and on every machine (FNV-1a, 32 bits).
constexpr std::uint32_t stable_number(std::string_view text) {
  std::uint32_t number = 2166136261U;
  for (const char c : text) {
    number = (number ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return number;
}

}  // namespace livetap::dashboard
