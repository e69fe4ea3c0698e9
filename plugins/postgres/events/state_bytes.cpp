#include "plugins/postgres/events/state_bytes.hpp"

namespace livetap::postgres {

void StateWriter::number(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_ += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
}

void StateWriter::signed_number(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  number(value < 0 ? ~(bits << 1) : bits << 1);
}

void StateWriter::fixed(std::uint64_t value, int count) {
  for (int i = 0; i < count; ++i, value >>= 8) bytes_ += static_cast<char>(value);
}

void StateWriter::text(std::string_view text) {
  number(text.size());
  bytes_ += text;
}

std::uint64_t StateReader::number() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint64_t byte = fixed(1);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return ok_ ? value : 0;
  }
  ok_ = false;
  return 0;
}

std::int64_t StateReader::signed_number() {
  const std::uint64_t bits = number();
  return static_cast<std::int64_t>((bits & 1) != 0 ? ~(bits >> 1) : bits >> 1);
}

std::uint64_t StateReader::fixed(int count) {
  if (!ok_ || rest_.size() < static_cast<std::size_t>(count)) {
    ok_ = false;
    return 0;
  }
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)])}
             << (8 * i);
  }
  rest_.remove_prefix(static_cast<std::size_t>(count));
  return value;
}

std::string_view StateReader::text() {
  const std::uint64_t size = number();
  if (!ok_ || rest_.size() < size) {
    ok_ = false;
    return {};
  }
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return text;
}

}  // namespace livetap::postgres
