#include "agent/condition/binding.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "agent/config/nearest_name.hpp"

namespace livetap {

namespace {

enum class Kind { wrong, number, moment, text, boolean };

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::number:
      return "a number";
    case Kind::moment:
      return "a moment";
    case Kind::text:
      return "a text";
    default:
      return "true or false";
  }
}

/// What an operand gives. `written`: it is made of numbers of the expression alone.
struct Typed {
  Kind kind = Kind::wrong;
  Unit unit{};
  bool written = false;
};

Kind kind_of(FieldType type) {
  switch (type) {
    case FieldType::f64:
    case FieldType::i64:
      return Kind::number;
    case FieldType::time:
      return Kind::moment;
    case FieldType::boolean:
      return Kind::boolean;
    case FieldType::text:
      return Kind::text;
  }
  return Kind::wrong;
}

class Binder {
 public:
  Binder(SyntaxTree& tree, const Measurement& measurement)
      : tree_(tree), measurement_(measurement) {}

  std::vector<ExpressionMistake> run() {
    const auto top = check(tree_.root);
    if (top.kind != Kind::wrong && top.kind != Kind::boolean) {
      complain(leftmost(tree_.root),
               "this is " + std::string(to_string(top.kind)) + ", and a condition is true or false",
               "compare it, as in count > 100");
    }
    std::stable_sort(mistakes_.begin(), mistakes_.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
    return std::move(mistakes_);
  }

 private:
  Typed check(std::uint32_t index) {
    auto& node = tree_.nodes[index];
    node.times = node.per = 1;
    switch (node.op) {
      case Op::number:
        return {Kind::number, node.unit, true};
      case Op::text:
        return {Kind::text};
      case Op::boolean:
        return {Kind::boolean};
      case Op::now:
      case Op::column:
        return column(node);
      case Op::negate:
        return negation(node);
      case Op::not_:
        want_boolean(node.left, "not");
        return {Kind::boolean};
      case Op::is_null:
      case Op::is_not_null:
        check(node.left);
        return {Kind::boolean};
      case Op::and_:
      case Op::or_:
        want_boolean(node.left, node.op == Op::and_ ? "and" : "or");
        want_boolean(node.right, node.op == Op::and_ ? "and" : "or");
        return {Kind::boolean};
      default:
        return pair(node);
    }
  }

  Typed column(Node& node) {
    const auto& tags = measurement_.tags;
    const auto& fields = measurement_.fields;
    node.op = Op::column;
    node.tag = false;
    const auto tag = std::find(tags.begin(), tags.end(), node.text);
    if (tag != tags.end()) {
      node.tag = true;
      node.column = static_cast<std::uint32_t>(tag - tags.begin());
      return {Kind::text};
    }
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const Field& each) { return each.name == node.text; });
    if (field != fields.end()) {
      node.column = static_cast<std::uint32_t>(field - fields.begin());
      return {kind_of(field->type), unit_of(field->unit)};
    }
    if (node.text == "now") {
      node.op = Op::now;
      return {Kind::moment};
    }
    std::vector<std::string> names = tags;
    for (const auto& each : fields) {
      names.push_back(each.name);
    }
    complain(node.offset, measurement_.name + " has no tag and no field '" + node.text + "'",
             name_hint(node.text, names));
    return {};
  }

  Typed negation(const Node& node) {
    const auto of = check(node.left);
    if (of.kind != Kind::number) {
      return wrong(node.left, of, "only a number can be negative");
    }
    return of;
  }

  void want_boolean(std::uint32_t index, const char* word) {
    const auto of = check(index);
    if (of.kind != Kind::wrong && of.kind != Kind::boolean) {
      complain(leftmost(index),
               "this is " + std::string(to_string(of.kind)) + ", and '" + word +
                   "' joins what is true or false",
               "compare it, as in count > 100");
    }
  }

  Typed pair(Node& node) {
    const auto left = check(node.left);
    const auto right = check(node.right);
    const bool compares = node.op >= Op::equal && node.op <= Op::greater_equal;
    if (left.kind == Kind::wrong || right.kind == Kind::wrong) {
      return {compares ? Kind::boolean : Kind::wrong};
    }
    return compares ? comparison(node, left, right) : arithmetic(node, left, right);
  }

  Typed comparison(const Node& node, const Typed& left, const Typed& right) {
    const bool orders = node.op != Op::equal && node.op != Op::unequal;
    if (left.kind != right.kind) {
      complain(leftmost(node.right),
               "this is " + std::string(to_string(right.kind)) + ", and what it is compared with " +
                   std::string(to_string(left.kind)),
               left.kind == Kind::moment || right.kind == Kind::moment
                   ? "a moment less a moment is a time: now - at > 30s"
                   : "");
    } else if (orders && (left.kind == Kind::text || left.kind == Kind::boolean)) {
      complain(node.offset, "only numbers are smaller or greater", "write == or !=");
    } else if (left.kind == Kind::number) {
      same_unit(node, left, right);
    }
    return {Kind::boolean};
  }

  Typed arithmetic(const Node& node, const Typed& left, const Typed& right) {
    const bool sums = node.op == Op::add || node.op == Op::subtract;
    if (sums && left.kind == Kind::moment) {
      return moment_sum(node, right);
    }
    for (const auto& [index, side] : {std::pair(node.left, left), std::pair(node.right, right)}) {
      if (side.kind != Kind::number) {
        return wrong(index, side, "only numbers can be reckoned with");
      }
    }
    const bool written = left.written && right.written;
    if (sums) {
      return {Kind::number, same_unit(node, left, right), written};
    }
    const bool left_bare = left.unit.dimension == Unit::Dimension::none;
    const bool right_bare = right.unit.dimension == Unit::Dimension::none;
    if (node.op == Op::divide && left.unit.dimension == right.unit.dimension) {
      same_unit(node, left, right);
      return {Kind::number, {}, written};
    }
    if (node.op == Op::divide) {
      return {Kind::number, right_bare ? left.unit : Unit{}, written};
    }
    const auto unit = left_bare ? right.unit : right_bare ? left.unit : Unit{};
    return {Kind::number, unit, written};
  }

  /// A moment and what is added to it or taken off.
  Typed moment_sum(const Node& node, const Typed& right) {
    if (right.kind == Kind::moment && node.op == Op::subtract) {
      return {Kind::number, millisecond};
    }
    if (right.kind != Kind::number) {
      return wrong(node.right, right, "a moment takes a time, as in at + 30s");
    }
    same_unit(node, {Kind::number, millisecond}, right);
    return {Kind::moment};
  }

  /// Brings the right side to the unit of the left one; returns the unit of both.
  Unit same_unit(const Node& node, const Typed& left, const Typed& right) {
    const bool left_bare = left.unit.dimension == Unit::Dimension::none;
    const bool right_bare = right.unit.dimension == Unit::Dimension::none;
    if (left.unit.dimension == right.unit.dimension) {
      tree_.nodes[node.right].times = right.unit.base;
      tree_.nodes[node.right].per = left.unit.base;
      return left.unit;
    }
    // 500 beside a field in ms is 500 ms, but 500ms beside a plain count is a mistake.
    const auto& unit_side = left_bare ? right : left;
    const auto& bare_side = left_bare ? left : right;
    const bool fits = (left_bare || right_bare) && (bare_side.written || !unit_side.written);
    if (!fits) {
      complain(leftmost(node.right), "the two sides have units that do not fit together",
               "a time needs a field in ns, ms, s ..., a size one in bytes, kbytes ...");
    }
    return unit_side.unit;
  }

  Typed wrong(std::uint32_t index, const Typed& found, const char* wanted) {
    if (found.kind != Kind::wrong) {
      complain(leftmost(index),
               std::string(wanted) + "; this is " + std::string(to_string(found.kind)), "");
    }
    return {};
  }

  /// Where the words of a node begin.
  std::size_t leftmost(std::uint32_t index) const {
    const auto& node = tree_.nodes[index];
    const bool begins = node.op <= Op::not_;
    return begins ? node.offset : leftmost(node.left);
  }

  void complain(std::size_t offset, std::string message, std::string hint) {
    mistakes_.push_back({offset, std::move(message), std::move(hint)});
  }

  SyntaxTree& tree_;
  const Measurement& measurement_;
  std::vector<ExpressionMistake> mistakes_;
};

}  // namespace

std::vector<ExpressionMistake> bind_tree(SyntaxTree& tree, const Measurement& measurement) {
  return Binder(tree, measurement).run();
}

}  // namespace livetap
