#pragma once

#include <cstddef>
#include <random>
#include <string>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"

namespace livetap::line::test {

/// Texts, numbers and rows made to hurt; the same for the same seed.
class RandomRows {
 public:
  explicit RandomRows(unsigned seed) : random_(seed) {}

  /// Separators, quotes, backslashes, control characters, broken UTF-8, long runs, plain words.
  std::string text();
  double number();  // finite or not, of every magnitude
  std::int64_t integer();

  /// Adds a row of values that fit the fields, one in six null.
  void add(RowBlock& rows, const Measurement& measurement);
  /// Its values alone, for a caller that has begun the row and added the tags.
  void add_values(RowBlock& rows, const Measurement& measurement);

  std::size_t below(std::size_t bound) { return random_() % bound; }

 private:
  void add_value(RowBlock& rows, FieldType type);

  std::mt19937_64 random_;
};

/// Two tags, and fields of every type.
Measurement sample_measurement();

}  // namespace livetap::line::test
