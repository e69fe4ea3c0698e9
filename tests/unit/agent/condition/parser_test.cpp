#include <doctest/doctest.h>

#include "agent/condition/syntax.hpp"

using namespace livetap;

namespace {

/// The tree as a text with every parenthesis.
std::string shown(const SyntaxTree& tree, std::uint32_t index) {
  constexpr const char* names[] = {"number", "text", "bool", "column", "now", "-",  "not",
                                   "null?",  "set?", "and",  "or",     "==",  "!=", "<",
                                   "<=",     ">",    ">=",   "+",      "-",   "*",  "/"};
  const auto& node = tree.nodes[index];
  const auto name = std::string(names[static_cast<std::size_t>(node.op)]);
  switch (node.op) {
    case Op::number:
      return std::to_string(static_cast<long>(node.number));
    case Op::text:
      return "'" + node.text + "'";
    case Op::boolean:
      return node.boolean ? "true" : "false";
    case Op::column:
    case Op::now:
      return node.text;
    case Op::negate:
    case Op::not_:
    case Op::is_null:
    case Op::is_not_null:
      return "(" + name + " " + shown(tree, node.left) + ")";
    default:
      return "(" + shown(tree, node.left) + " " + name + " " + shown(tree, node.right) + ")";
  }
}

std::string good(std::string_view text) {
  const auto tree = parse_expression(text);
  REQUIRE_MESSAGE(tree.has_value(), tree.error().message);
  return shown(*tree, tree->root);
}

/// "offset message -> hint"
std::string bad(std::string_view text) {
  const auto tree = parse_expression(text);
  REQUIRE(!tree.has_value());
  const auto& mistake = tree.error();
  return std::to_string(mistake.offset) + " " + mistake.message +
         (mistake.hint.empty() ? "" : " -> " + mistake.hint);
}

}  // namespace

TEST_CASE("and binds closer than or, comparison closer than not, * closer than +") {
  CHECK(good("a or b and c") == "(a or (b and c))");
  CHECK(good("(a or b) and c") == "((a or b) and c)");
  CHECK(good("not a == 1 and b") == "((not (a == 1)) and b)");
  CHECK(good("not not a") == "(not (not a))");
  CHECK(good("a + b * 2 > c - 1") == "((a + (b * 2)) > (c - 1))");
  CHECK(good("a - b - c") == "((a - b) - c)");
  CHECK(good("a / b / c") == "((a / b) / c)");
  CHECK(good("a and b and c") == "((a and b) and c)");
  CHECK(good("-a * 2 < - -3") == "(((- a) * 2) < (- (- 3)))");
}

TEST_CASE("null is asked for, and everything is compared") {
  CHECK(good("a is null or b is not null") == "((null? a) or (set? b))");
  CHECK(good("a + 1 is null") == "(null? (a + 1))");
  CHECK(good("a == 1") == "(a == 1)");
  CHECK(good("a != 1") == "(a != 1)");
  CHECK(good("a <> 1") == "(a != 1)");
  CHECK(good("a<=1") == "(a <= 1)");
  CHECK(good("a>=1") == "(a >= 1)");
}

TEST_CASE("texts stand between quotes of either kind; one inside is written twice") {
  CHECK(good("a == 'x'") == "(a == 'x')");
  CHECK(good("a == \"it's\"") == "(a == 'it's')");
  CHECK(good("a == 'it''s'") == "(a == 'it's')");
  CHECK(good("a == ''") == "(a == '')");
}

TEST_CASE("keywords are known in any case, names stay as they are") {
  CHECK(good("a IS NOT NULL AND NOT b Or TRUE") == "(((set? a) and (not b)) or true)");
  CHECK(good("android and order") == "(android and order)");
}

TEST_CASE("numbers come as people write them") {
  CHECK(good("a > 1e3") == "(a > 1000)");
  CHECK(good("a > 2E+2") == "(a > 200)");
  CHECK(good("a > 1h30m") == "(a > 5400000000000)");
  CHECK(good("a > .5e1") == "(a > 5)");
  CHECK(good("a-1") == "(a - 1)");
}

TEST_CASE("a mistake is told where it is, with the cure") {
  CHECK(bad("") == "0 the expression is empty -> such as count > 100");
  CHECK(bad("count >") == "7 something is missing behind '>'");
  CHECK(bad("count > 20 and") == "14 something is missing behind 'and'");
  CHECK(bad("> 20") == "0 '>' cannot stand here");
  CHECK(bad("count > 20 30") == "11 '30' cannot stand here");
  CHECK(bad("(count > 20") == "0 this parenthesis is not closed");
  CHECK(bad("count > 20)") == "10 ')' cannot stand here");
  CHECK(bad("()") == "1 ')' cannot stand here");
  CHECK(bad("count = 20") == "6 '=' is not known here -> write ==");
  CHECK(bad("a && b") == "2 '&&' is not known here -> write and");
  CHECK(bad("a || b") == "2 '||' is not known here -> write or");
  CHECK(bad("!a") == "0 '!' is not known here -> write not");
  CHECK(bad("a == \u00e9") == "5 '\u00e9' is not known here -> texts stand between quotes");
  CHECK(bad("a == 'x") == "5 the text that begins here does not end -> close it with another '");
  CHECK(bad("a > 5apples").starts_with("4 '5apples' is no number -> a number may have a unit"));
  CHECK(bad("a == null") == "5 nothing is equal to null -> write 'is null'");
  CHECK(bad("a is 5") == "5 'is' asks for null only -> write is null, is not null, or ==");
  CHECK(bad("1 < a < 5") == "6 a comparison cannot be compared -> join two of them with and");
  CHECK(bad("and") == "0 'and' cannot stand here");
}

TEST_CASE("what is endless is refused, not followed") {
  CHECK(bad(std::string(5000, ' ')) == "4096 the expression is longer than 4096 bytes");
  CHECK(bad(std::string(1000, '(')).find("nested too deeply") != std::string::npos);
  CHECK(bad(std::string(1000, '-') + "a").find("nested too deeply") != std::string::npos);
  std::string nots;
  for (int i = 0; i < 500; ++i) {
    nots += "not ";
  }
  CHECK(bad(nots + "a").find("nested too deeply") != std::string::npos);
  std::string wide = "a";
  while (wide.size() < 4000) {
    wide += " and a";
  }
  CHECK(parse_expression(wide).has_value());
}

TEST_CASE("no text crashes the parser") {
  const std::string pieces[] = {
      "a", "(",   ")", "and", "or", "not", "is", "null", "==", "<", "+",    "-",    "*",
      "/", "'x'", "'", "5ms", "1e", ".",   " ",  "\"",   "=",  "5", "true", "\xff", "!"};
  unsigned seed = 7;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (unsigned words = seed % 12; words > 0; --words) {
      seed = seed * 1664525U + 1013904223U;
      text += pieces[(seed >> 16U) % std::size(pieces)];
      text += (seed & 1U) != 0 ? " " : "";
    }
    seed = seed * 1664525U + 1013904223U;
    const auto tree = parse_expression(text);
    CHECK((tree.has_value() || tree.error().offset <= text.size()));
  }
}
