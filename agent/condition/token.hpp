#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/condition/expression_mistake.hpp"
#include "agent/condition/unit.hpp"

namespace livetap {

/// A word of an expression.
struct Token {
  enum class Kind { number, text, name, symbol, end };

  Kind kind = Kind::end;
  std::size_t offset = 0;
  std::string written;  ///< as it stands there; a name that is a keyword in lower case
  Quantity number;      ///< of a number
  std::string text;     ///< of a text: without its quotes
};

/// Cuts an expression into words; the last is an end. A text stands between two ' or ", of which
/// one inside is written twice.
Parsed<std::vector<Token>> tokens_of(std::string_view expression);

/// A word that no column can be called by in an expression: and, or, not, is, null, true, false.
bool is_keyword(std::string_view word);

}  // namespace livetap
