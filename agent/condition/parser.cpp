#include <array>
#include <optional>
#include <span>
#include <utility>

#include "agent/condition/syntax.hpp"
#include "agent/condition/token.hpp"

namespace livetap {

namespace {

constexpr std::size_t longest_expression = 4096;
constexpr int deepest_nesting = 64;

using Operator = std::pair<std::string_view, Op>;

constexpr std::array<Operator, 7> comparisons{{{"==", Op::equal},
                                               {"!=", Op::unequal},
                                               {"<>", Op::unequal},
                                               {"<", Op::less},
                                               {"<=", Op::less_equal},
                                               {">", Op::greater},
                                               {">=", Op::greater_equal}}};
constexpr std::array<Operator, 2> sums{{{"+", Op::add}, {"-", Op::subtract}}};
constexpr std::array<Operator, 2> products{{{"*", Op::multiply}, {"/", Op::divide}}};
constexpr std::array<Operator, 1> signs{{{"-", Op::negate}}};

/// Recursive descent, one function a rank. A mistake is kept and makes every function return: the
/// first one is told.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Parsed<SyntaxTree> run() {
    tree_.root = disjunction();
    if (!mistake_ && here().kind != Token::Kind::end) {
      unexpected();
    }
    if (mistake_) {
      return *std::move(mistake_);
    }
    return std::move(tree_);
  }

 private:
  std::uint32_t disjunction() {
    auto left = conjunction();
    while (take_word("or")) {
      left = add({.op = Op::or_, .offset = before().offset, .left = left, .right = conjunction()});
    }
    return left;
  }

  std::uint32_t conjunction() {
    auto left = negation();
    while (take_word("and")) {
      left = add({.op = Op::and_, .offset = before().offset, .left = left, .right = negation()});
    }
    return left;
  }

  std::uint32_t negation() {
    if (!take_word("not")) {
      return comparison();
    }
    const auto offset = before().offset;
    const Deeper deeper(*this);
    return add({.op = Op::not_, .offset = offset, .left = mistake_ ? 0 : negation()});
  }

  std::uint32_t comparison() {
    auto left = sum();
    if (take_word("is")) {
      const auto offset = before().offset;
      const bool inverted = take_word("not");
      if (!take_word("null")) {
        complain(here().offset, "'is' asks for null only", "write is null, is not null, or ==");
      }
      return add({.op = inverted ? Op::is_not_null : Op::is_null, .offset = offset, .left = left});
    }
    if (const auto op = take(comparisons)) {
      const auto offset = before().offset;
      left = add({.op = *op, .offset = offset, .left = left, .right = sum()});
      if (!mistake_ && take(comparisons)) {
        complain(before().offset, "a comparison cannot be compared", "join two of them with and");
      }
    }
    return left;
  }

  std::uint32_t sum() {
    auto left = product();
    while (const auto op = take(sums)) {
      left = add({.op = *op, .offset = before().offset, .left = left, .right = product()});
    }
    return left;
  }

  std::uint32_t product() {
    auto left = unary();
    while (const auto op = take(products)) {
      left = add({.op = *op, .offset = before().offset, .left = left, .right = unary()});
    }
    return left;
  }

  std::uint32_t unary() {
    if (!take(signs)) {
      return primary();
    }
    const auto offset = before().offset;
    const Deeper deeper(*this);
    return add({.op = Op::negate, .offset = offset, .left = mistake_ ? 0 : unary()});
  }

  std::uint32_t primary() {
    if (mistake_) {
      return 0;
    }
    const auto& token = here();
    if (token.kind == Token::Kind::number) {
      ++at_;
      return add(
          {.offset = token.offset, .number = token.number.number, .unit = token.number.unit});
    }
    if (token.kind == Token::Kind::text) {
      ++at_;
      return add({.op = Op::text, .offset = token.offset, .text = token.text});
    }
    if (token.kind == Token::Kind::name) {
      return word(token);
    }
    return token.written == "(" ? parenthesis() : unexpected();
  }

  std::uint32_t word(const Token& token) {
    if (token.written == "true" || token.written == "false") {
      ++at_;
      return add({.op = Op::boolean, .offset = token.offset, .boolean = token.written == "true"});
    }
    if (token.written == "null") {
      return complain(token.offset, "nothing is equal to null", "write 'is null'");
    }
    if (is_keyword(token.written)) {
      return unexpected();
    }
    ++at_;
    return add({.op = Op::column, .offset = token.offset, .text = token.written});
  }

  std::uint32_t parenthesis() {
    const auto opened = here().offset;
    ++at_;
    const Deeper deeper(*this);
    const auto inside = mistake_ ? 0 : disjunction();
    if (mistake_) {
      return 0;
    }
    if (here().written != ")") {
      return here().kind == Token::Kind::end
                 ? complain(opened, "this parenthesis is not closed", "")
                 : unexpected();
    }
    ++at_;
    return inside;
  }

  /// One rank deeper as long as it lives.
  struct Deeper {
    explicit Deeper(Parser& of) : parser(of) {
      if (++parser.depth_ > deepest_nesting) {
        parser.complain(parser.here().offset, "the expression is nested too deeply", "");
      }
    }
    ~Deeper() { --parser.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Parser& parser;
  };

  const Token& here() const { return tokens_[at_]; }
  const Token& before() const { return tokens_[at_ - 1]; }

  bool take_word(std::string_view keyword) {
    const bool found = !mistake_ && here().kind == Token::Kind::name && here().written == keyword;
    at_ += found ? 1 : 0;
    return found;
  }

  std::optional<Op> take(std::span<const Operator> operators) {
    if (!mistake_ && here().kind == Token::Kind::symbol) {
      for (const auto& [written, op] : operators) {
        if (here().written == written) {
          ++at_;
          return op;
        }
      }
    }
    return std::nullopt;
  }

  std::uint32_t add(Node node) {
    tree_.nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(tree_.nodes.size() - 1);
  }

  std::uint32_t complain(std::size_t offset, std::string message, std::string hint) {
    if (!mistake_) {
      mistake_ = ExpressionMistake{offset, std::move(message), std::move(hint)};
    }
    return 0;
  }

  std::uint32_t unexpected() {
    if (here().kind != Token::Kind::end) {
      return complain(here().offset, "'" + here().written + "' cannot stand here", "");
    }
    if (at_ == 0) {
      return complain(here().offset, "the expression is empty", "such as count > 100");
    }
    return complain(here().offset, "something is missing behind '" + before().written + "'", "");
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  SyntaxTree tree_;
  std::optional<ExpressionMistake> mistake_;
};

}  // namespace

Parsed<SyntaxTree> parse_expression(std::string_view text) {
  if (text.size() > longest_expression) {
    return ExpressionMistake{longest_expression, "the expression is longer than 4096 bytes", ""};
  }
  auto tokens = tokens_of(text);
  if (!tokens) {
    return tokens.error();
  }
  return Parser(*std::move(tokens)).run();
}

}  // namespace livetap
