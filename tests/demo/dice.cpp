#include "tests/demo/dice.hpp"

#include <spdlog/fmt/fmt.h>

namespace livetap::standin {

// Version 4, variant 1.
std::string Dice::uuid() {
  const std::uint64_t high = (engine_() & 0xffffffffffff0fffULL) | 0x4000ULL;
  const std::uint64_t low = (engine_() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffffffffffffULL);
}

}  // namespace livetap::standin
