#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace livetap::worker {

/// Appends to a run of bytes: numbers as varints (7 bits a byte, the low ones first), texts with
/// their length before them.
class ByteWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }

  void number(std::uint64_t value) {
    while (value >= 0x80) {
      byte(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    byte(static_cast<std::uint8_t>(value));
  }

  /// Zigzag: small numbers of either sign are short.
  void signed_number(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }

  void f64(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    char bytes[8];
    for (int i = 0; i < 8; ++i) {
      bytes[i] = static_cast<char>(bits >> (8 * i));
    }
    bytes_.append(bytes, sizeof bytes);
  }

  void text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
  }

  void boolean(bool value) { byte(value ? 1 : 0); }

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace livetap::worker
