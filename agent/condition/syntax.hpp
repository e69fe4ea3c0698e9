#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/condition/expression_mistake.hpp"
#include "agent/condition/unit.hpp"

namespace livetap {

/// What a node of an expression does.
enum class Op : std::uint8_t {
  number,
  text,
  boolean,
  column,
  now,
  negate,
  not_,
  is_null,
  is_not_null,
  and_,
  or_,
  equal,
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  add,
  subtract,
  multiply,
  divide,
};

/// One node. `left` and `right` are places in the tree; a node of one operand has it left.
struct Node {
  Op op = Op::number;
  std::size_t offset = 0;  ///< in the expression
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  double number = 0;
  Unit unit{};  ///< of a number
  bool boolean = false;
  std::string text{};  ///< of a text; the name of a column
  // Set when the tree is bound to a measurement.
  bool tag = false;          ///< the column is a tag, no field
  std::uint32_t column = 0;  ///< its place among the tags or fields
  double times = 1;          ///< its number, times this and divided by `per`, has the unit of
  double per = 1;            ///< the other side
};

struct SyntaxTree {
  std::vector<Node> nodes;
  std::uint32_t root = 0;
};

/// Reads an expression; names are not looked up yet.
///
///   or > and > not > comparison, is [not] null > + - > * / > - > number, text, name, (...)
Parsed<SyntaxTree> parse_expression(std::string_view text);

}  // namespace livetap
