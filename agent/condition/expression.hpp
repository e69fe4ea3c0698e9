#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/condition/syntax.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// An expression over the fields and tags of a row, such as
///
///   count > 20 and status == 'rejected'
///   (messages - ready) / messages > 0.5 or reason is not null
///   now - last_event_at > 1m
///
/// What is null is unknown, and so is what is made of it, as in SQL: unknown and false is false,
/// unknown or true is true; a division by 0 is unknown. Evaluating allocates nothing.
///
/// Example:
///   auto parsed = Expression::parse("count > 20");
///   parsed->bind(measurement);             // empty: it fits
///   parsed->holds(rows, row, now) == true  // nothing: unknown
class Expression {
 public:
  static Parsed<Expression> parse(std::string_view text);

  /// Fits it to a measurement, or to another one than before; every mistake, or none.
  std::vector<ExpressionMistake> bind(const Measurement& measurement);

  /// Of a row of the measurement that it was bound to last, without mistake.
  std::optional<bool> holds(const RowBlock& rows, std::size_t row, WallTime now) const;

  /// The fields that it speaks of, each once, as places in the schema; known when it is bound.
  std::vector<std::size_t> fields() const;

  const std::string& text() const { return text_; }

 private:
  Expression(std::string_view text, SyntaxTree tree) : text_(text), tree_(std::move(tree)) {}

  std::string text_;
  SyntaxTree tree_;
};

}  // namespace livetap
