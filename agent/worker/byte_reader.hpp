#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace livetap::worker {

/// Reads what ByteWriter wrote. Total: bytes that make no sense turn ok() false for good, and every
/// read from then on gives a zero or an empty text.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  /// All is read, and all of it made sense.
  bool finished() const { return ok_ && rest_.empty(); }
  std::size_t left() const { return rest_.size(); }
  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::uint8_t byte() {
    if (rest_.empty()) {
      fail();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7fu) << shift;
      if ((next & 0x80u) == 0) {
        return value;
      }
    }
    fail();
    return 0;
  }

  /// A number that counts what follows, each of which takes at least `least_bytes`: a count beyond
  /// `max` or beyond what the rest can hold makes no sense. Bounds every allocation.
  std::size_t count(std::size_t max, std::size_t least_bytes = 1) {
    const auto value = number();
    if (value > max || (least_bytes > 0 && value > rest_.size() / least_bytes)) {
      fail();
      return 0;
    }
    return static_cast<std::size_t>(value);
  }

  std::int64_t signed_number() {
    const auto value = number();
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
  }

  double f64() {
    std::uint64_t bits = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      bits |= static_cast<std::uint64_t>(byte()) << shift;
    }
    return std::bit_cast<double>(bits);
  }

  /// A view into the bytes.
  std::string_view text() {
    const auto size = count(rest_.size());
    const auto value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }

  std::string string() { return std::string(text()); }

  bool boolean() {
    const auto value = byte();
    if (value > 1) {
      fail();
    }
    return value == 1;
  }

  /// A byte that is an enumerator between `first` and `last`.
  template <class E>
  E enumerator(E first, E last) {
    const auto value = byte();
    if (value < static_cast<unsigned>(first) || value > static_cast<unsigned>(last)) {
      fail();
      return first;
    }
    return static_cast<E>(value);
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace livetap::worker
