#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "net/json_walk.hpp"

namespace livetap::services {

/// Milliseconds: a moment may lie beyond the years that nanoseconds reach.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// What a declared field holds.
enum class FieldType {
  integer,
  number,
  boolean,
  text,
  time,  ///< a moment
  age,   ///< seconds since a moment, as of the check
};

/// A field that is read from the JSON of a health answer.
struct Field {
  std::string name;
  FieldType type = FieldType::text;
  /// JSON pointers, tried in this order; the first place that has a value of the type counts.
  std::vector<std::string> pointers;
  std::vector<std::string> true_if{};  ///< boolean: texts that mean true; any other means false
  bool required = false;               ///< an answer without it is a failure
  bool fail_if_false = false;
  bool warn_if_true = false;
  /// What is wrong when one of the two speaks, for people: "its database connection is down";
  /// empty: "NAME is false".
  std::string complaint{};
  std::string cure{};  ///< of that; may be empty
};

/// A field's value in one answer; std::monostate is null.
using FieldValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, WallTime>;

/// What a field makes of a JSON value: nothing where it is not of the field's type. A number as
/// text is no number, but a number may stand for a text. `now` is what ages are measured from.
FieldValue value_of(const Field& field, const net::JsonScalar& scalar, WallTime now);

}  // namespace livetap::services
