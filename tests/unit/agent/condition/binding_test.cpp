#include "agent/condition/binding.hpp"

#include <doctest/doctest.h>

#include "unit/agent/condition/orders.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// All mistakes, "offset message -> hint" each.
std::string mistakes(std::string_view text) {
  auto tree = parse_expression(text);
  REQUIRE_MESSAGE(tree.has_value(), tree.error().message);
  std::string all;
  for (const auto& mistake : bind_tree(*tree, orders())) {
    all += (all.empty() ? "" : "; ") + std::to_string(mistake.offset) + " " + mistake.message +
           (mistake.hint.empty() ? "" : " -> " + mistake.hint);
  }
  return all;
}

}  // namespace

TEST_CASE("what fits has no mistakes") {
  for (const auto* text : {"lagging",
                           "count > 20 and status == 'rejected'",
                           "not lagging == false",
                           "(count - 1) / count > 0.5",
                           "reason is null",
                           "delay > 500ms",
                           "500ms < delay",
                           "delay > 500",
                           "delay > age",
                           "memory > 64MiB",
                           "now - last_at > 30s",
                           "last_at + 30s < now",
                           "last_at < now",
                           "ratio * count > 5",
                           "delay * 2 > 1s",
                           "1s / delay > 2",
                           "-count < 3",
                           "30s > 20s",
                           "asset != status",
                           "count + 1 is not null",
                           "true"}) {
    CAPTURE(text);
    CHECK(mistakes(text) == "");
  }
}

TEST_CASE("an unknown name comes with the nearest one") {
  CHECK(mistakes("cuont > 20") ==
        "0 orders has no tag and no field 'cuont' -> did you mean 'count'?");
  CHECK(mistakes("count > 20 and statsu == 'x'") ==
        "15 orders has no tag and no field 'statsu' -> did you mean 'status'?");
}

TEST_CASE("every mistake is told, in the order of the text") {
  CHECK(mistakes("cuont > 20 and statsu == 'x'").find("; 15 ") != std::string::npos);
}

TEST_CASE("types must fit") {
  CHECK(mistakes("status == 20") == "10 this is a number, and what it is compared with a text");
  CHECK(mistakes("lagging > 1") ==
        "10 this is a number, and what it is compared with true or false");
  CHECK(mistakes("status < 'x'") == "7 only numbers are smaller or greater -> write == or !=");
  CHECK(mistakes("count + status > 1") == "8 only numbers can be reckoned with; this is a text");
  CHECK(mistakes("-status == 1") == "1 only a number can be negative; this is a text");
  CHECK(mistakes("last_at > 5").find("a moment less a moment is a time") != std::string::npos);
  CHECK(mistakes("last_at + now > now") ==
        "10 a moment takes a time, as in at + 30s; this is a moment");
  CHECK(mistakes("last_at * 2 > 1") == "0 only numbers can be reckoned with; this is a moment");
}

TEST_CASE("a condition is true or false, and so is what and, or and not join") {
  CHECK(mistakes("count") ==
        "0 this is a number, and a condition is true or false -> compare it, as in count > 100");
  CHECK(mistakes("lagging and count") ==
        "12 this is a number, and 'and' joins what is true or "
        "false -> compare it, as in count > 100");
  CHECK(mistakes("(1 + count) or lagging").starts_with("1 this is a number, and 'or' joins"));
  CHECK(mistakes("not status").starts_with("4 this is a text, and 'not' joins"));
}

TEST_CASE("a unit needs a field that has one of its kind") {
  const std::string fit =
      "the two sides have units that do not fit together -> a time needs a field in ns, ms, s ..., "
      "a size one in bytes, kbytes ...";
  CHECK(mistakes("count > 30s") == "8 " + fit);
  CHECK(mistakes("delay > 64KiB") == "8 " + fit);
  CHECK(mistakes("memory > 30s") == "9 " + fit);
  CHECK(mistakes("count + 5s > 2") == "8 " + fit);
}

TEST_CASE("a tree can be bound anew, to another shape") {
  auto tree = parse_expression("now > 5");
  REQUIRE(tree.has_value());
  CHECK(!bind_tree(*tree, orders()).empty());  // a moment
  auto other = orders();
  other.fields.push_back(field("now", FieldType::i64));
  CHECK(bind_tree(*tree, other).empty());
  CHECK(!bind_tree(*tree, orders()).empty());
}
