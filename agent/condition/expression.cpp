#include "agent/condition/expression.hpp"

#include <algorithm>
#include <cmath>

#include "agent/condition/binding.hpp"

namespace livetap {

namespace {

std::optional<bool> truth(const Value& value) {
  const auto* boolean = std::get_if<bool>(&value);
  return boolean == nullptr ? std::nullopt : std::optional(*boolean);
}

Value to_value(const std::optional<bool>& truth) {
  return truth ? Value{*truth} : Value{};
}

/// Walks the tree for one row.
class Evaluation {
 public:
  Evaluation(const SyntaxTree& tree, const RowBlock& rows, std::size_t row, WallTime now)
      : tree_(tree), rows_(rows), row_(row), now_(now) {}

  Value value(std::uint32_t index) const {
    const auto& node = tree_.nodes[index];
    const auto plain = unscaled(node);
    if (const auto* number = std::get_if<double>(&plain)) {
      return *number * node.times / node.per;
    }
    return plain;
  }

 private:
  Value unscaled(const Node& node) const {
    switch (node.op) {
      case Op::number:
        return node.number;
      case Op::text:
        return std::string_view(node.text);
      case Op::boolean:
        return node.boolean;
      case Op::column:
        return column(node);
      case Op::now:
        return static_cast<double>(now_.time_since_epoch().count());
      case Op::is_null:
        return is_null(value(node.left));
      case Op::is_not_null:
        return !is_null(value(node.left));
      case Op::not_:
        return inverted(truth(value(node.left)));
      case Op::and_:
      case Op::or_:
        return joined(node);
      case Op::equal:
      case Op::unequal:
        return equality(node);
      default:
        return numbers(node);
    }
  }

  Value column(const Node& node) const {
    if (node.tag) {
      return rows_.tag(row_, node.column);
    }
    const auto found = rows_.field(row_, node.column);
    const auto* whole = std::get_if<std::int64_t>(&found);
    return whole == nullptr ? found : Value{static_cast<double>(*whole)};
  }

  static Value inverted(const std::optional<bool>& of) { return of ? Value{!*of} : Value{}; }

  /// The side that settles it settles it, whatever the other is.
  Value joined(const Node& node) const {
    const bool settles = node.op == Op::or_;
    const auto left = truth(value(node.left));
    if (left == settles) {
      return settles;
    }
    const auto right = truth(value(node.right));
    return right == settles ? Value{settles} : to_value(left ? right : left);
  }

  Value equality(const Node& node) const {
    const auto left = value(node.left);
    const auto right = value(node.right);
    if (is_null(left) || is_null(right)) {
      return {};
    }
    return (left == right) == (node.op == Op::equal);
  }

  Value numbers(const Node& node) const {
    const auto left = value(node.left);
    const auto* a = std::get_if<double>(&left);
    if (a == nullptr) {
      return {};
    }
    if (node.op == Op::negate) {
      return -*a;
    }
    const auto right = value(node.right);
    const auto* b = std::get_if<double>(&right);
    return b == nullptr ? Value{} : result(node.op, *a, *b);
  }

  static Value result(Op op, double a, double b) {
    switch (op) {
      case Op::less:
        return a < b;
      case Op::less_equal:
        return a <= b;
      case Op::greater:
        return a > b;
      case Op::greater_equal:
        return a >= b;
      case Op::add:
        return finite(a + b);
      case Op::subtract:
        return finite(a - b);
      case Op::multiply:
        return finite(a * b);
      default:
        return b == 0 ? Value{} : finite(a / b);
    }
  }

  static Value finite(double number) { return std::isfinite(number) ? Value{number} : Value{}; }

  const SyntaxTree& tree_;
  const RowBlock& rows_;
  std::size_t row_;
  WallTime now_;
};

}  // namespace

Parsed<Expression> Expression::parse(std::string_view text) {
  auto tree = parse_expression(text);
  if (!tree) {
    return tree.error();
  }
  return Expression(text, *std::move(tree));
}

std::vector<ExpressionMistake> Expression::bind(const Measurement& measurement) {
  return bind_tree(tree_, measurement);
}

std::optional<bool> Expression::holds(const RowBlock& rows, std::size_t row, WallTime now) const {
  return truth(Evaluation(tree_, rows, row, now).value(tree_.root));
}

std::vector<std::size_t> Expression::fields() const {
  std::vector<std::size_t> fields;
  for (const auto& node : tree_.nodes) {
    const bool is_field = node.op == Op::column && !node.tag;
    if (is_field && std::find(fields.begin(), fields.end(), node.column) == fields.end()) {
      fields.push_back(node.column);
    }
  }
  return fields;
}

}  // namespace livetap
