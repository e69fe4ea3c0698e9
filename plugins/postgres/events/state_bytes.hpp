#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {

/// Writes what an events query has to remember as few bytes. What was written is read back in the
/// same order by StateReader.
class StateWriter {
 public:
  /// Seven bits a byte: small numbers are short.
  void number(std::uint64_t value);
  /// The same for numbers that may be negative: small distances from 0 are short.
  void signed_number(std::int64_t value);
  void moment(Moment moment) { signed_number(moment.time_since_epoch().count()); }
  /// Exactly `count` bytes, the lowest of the value.
  void fixed(std::uint64_t value, int count);
  void text(std::string_view text);

  void append(const StateWriter& other) { bytes_ += other.bytes_; }

  std::size_t size() const { return bytes_.size(); }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads it back. Bytes that are cut or damaged never lead outside: what cannot be read is 0 or
/// empty, and ok() is false from then on.
class StateReader {
 public:
  /// `bytes` must outlive the reader.
  explicit StateReader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number();
  std::int64_t signed_number();
  Moment moment() { return Moment(std::chrono::microseconds(signed_number())); }
  std::uint64_t fixed(int count);
  std::string_view text();

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace livetap::postgres
