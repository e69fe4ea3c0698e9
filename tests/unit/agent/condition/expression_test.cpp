#include "agent/condition/expression.hpp"

#include <doctest/doctest.h>

#include "unit/agent/condition/orders.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

const WallTime now{Milliseconds(1'700'000'000'000)};

/// What it says of a row: true, false or unknown.
std::string says(std::string_view text, const OrdersRow& row = {}) {
  auto expression = Expression::parse(text);
  REQUIRE(expression.has_value());
  REQUIRE(expression->bind(orders()).empty());
  const auto holds = expression->holds(row.rows(), 0, now);
  return !holds ? "unknown" : *holds ? "true" : "false";
}

}  // namespace

TEST_CASE("fields and tags are compared by value, whole numbers and fractions alike") {
  CHECK(says("count > 20 and status == 'rejected'", {.count = whole(21)}) == "true");
  CHECK(says("count > 20 and status == 'rejected'", {.count = whole(20)}) == "false");
  CHECK(says("count > 20 and status == 'rejected'", {.status = "filled", .count = whole(21)}) ==
        "false");
  CHECK(says("ratio == 0.5", {.ratio = 0.5}) == "true");
  CHECK(says("count == 2.0", {.count = whole(2)}) == "true");
  CHECK(says("count != 2", {.count = whole(2)}) == "false");
  CHECK(says("count >= 2 and count <= 2 and not count < 2", {.count = whole(2)}) == "true");
  CHECK(says("reason == ''", {.reason = text("")}) == "true");
  CHECK(says("lagging", {.lagging = true}) == "true");
  CHECK(says("lagging == false", {.lagging = true}) == "false");
}

TEST_CASE("what is null is unknown, and what can be said without it is said") {
  CHECK(says("count > 20") == "unknown");
  CHECK(says("not count > 20") == "unknown");
  CHECK(says("count + 1 > 20") == "unknown");
  CHECK(says("-count > 20") == "unknown");
  CHECK(says("reason == 'x'") == "unknown");
  CHECK(says("lagging") == "unknown");
  CHECK(says("count > 20 and status == 'filled'") == "false");
  CHECK(says("status == 'filled' and count > 20") == "false");
  CHECK(says("count > 20 and status == 'rejected'") == "unknown");
  CHECK(says("count > 20 or status == 'rejected'") == "true");
  CHECK(says("status == 'rejected' or count > 20") == "true");
  CHECK(says("count > 20 or status == 'filled'") == "unknown");
  CHECK(says("status == 'filled' or count > 20") == "unknown");
  CHECK(says("count > 20 and lagging") == "unknown");
}

TEST_CASE("null itself can be asked for") {
  CHECK(says("count is null") == "true");
  CHECK(says("count is not null") == "false");
  CHECK(says("count is null", {.count = whole(0)}) == "false");
  CHECK(says("count is null and status == 'rejected'") == "true");
  CHECK(says("(count > 1) is null") == "true");
  CHECK(says("status is null") == "false");
}

TEST_CASE("numbers are reckoned with; a division by nothing is unknown") {
  CHECK(says("count * 2 + 1 == 7", {.count = whole(3)}) == "true");
  CHECK(says("1 - 2 - 3 == -4") == "true");
  CHECK(says("count / 4 == 0.75", {.count = whole(3)}) == "true");
  CHECK(says("10 / count > 1", {.count = whole(0)}) == "unknown");
  CHECK(says("10 / count > 1 or true", {.count = whole(0)}) == "true");
  CHECK(says("1e308 * 10 > 0") == "unknown");
}

TEST_CASE("a number with a unit is compared in the unit of the field") {
  CHECK(says("delay > 500ms", {.delay = 501.0}) == "true");
  CHECK(says("delay > 500ms", {.delay = 500.0}) == "false");
  CHECK(says("delay == 500ms", {.delay = 500.0}) == "true");
  CHECK(says("age == 500ms", {.age = 0.5}) == "true");
  CHECK(says("1m < age", {.age = 61.0}) == "true");
  CHECK(says("delay > 500", {.delay = 501.0}) == "true");
  CHECK(says("delay > age", {.delay = 1500.0, .age = 1.0}) == "true");
  CHECK(says("delay > age", {.delay = 500.0, .age = 1.0}) == "false");
  CHECK(says("delay + 1s == 1500", {.delay = 500.0}) == "true");
  CHECK(says("delay * 2 == 1s", {.delay = 500.0}) == "true");
  CHECK(says("age / delay == 2", {.delay = 500.0, .age = 1.0}) == "true");
  CHECK(says("memory == 1KiB", {.memory = whole(1024)}) == "true");
  CHECK(says("1m + 30s == 90s") == "true");
}

TEST_CASE("a moment less a moment is a time") {
  const auto at = [](std::int64_t ago) { return whole(1'700'000'000'000 - ago); };
  CHECK(says("now - last_at > 30s", {.last_at = at(30'001)}) == "true");
  CHECK(says("now - last_at > 30s", {.last_at = at(30'000)}) == "false");
  CHECK(says("last_at + 30s < now", {.last_at = at(30'001)}) == "true");
  CHECK(says("last_at < now", {.last_at = at(-1)}) == "false");
  CHECK(says("now - last_at > 30s") == "unknown");
}

TEST_CASE("an expression that is bound anew means the columns of the new shape") {
  auto expression = Expression::parse("now > last_at and status == 'x'");
  REQUIRE(expression.has_value());
  REQUIRE(expression->bind(orders()).empty());
  Measurement other;
  other.name = "other";
  other.fields = {field("now", FieldType::time), field("last_at", FieldType::time),
                  field("status", FieldType::text)};
  REQUIRE(expression->bind(other).empty());
  RowBlock rows(0, 3);
  rows.begin_row();
  rows.add(whole(5));
  rows.add(whole(6));
  rows.add(text("x"));
  CHECK(expression->holds(rows, 0, now) == false);
}

TEST_CASE("the fields that an expression speaks of are known, each once") {
  auto expression = Expression::parse("count > 1 and delay > 2 or count > 3 and status == 'x'");
  REQUIRE(expression.has_value());
  REQUIRE(expression->bind(orders()).empty());
  CHECK(expression->fields() == std::vector<std::size_t>{0, 2});
}
