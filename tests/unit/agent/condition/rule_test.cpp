#include "agent/condition/rule.hpp"

#include <doctest/doctest.h>

#include "unit/agent/condition/orders.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

const WallTime now{Milliseconds(1'700'000'000'000)};
const Origin here{"agent.yaml", 3, 7};

PlacedText placed(std::string text) {
  return {std::move(text), here};
}

ConditionConfig rejects() {
  ConditionConfig config;
  config.name = "rejects";
  config.measurement = placed("orders");
  config.where = placed("status == 'rejected'");
  config.warn = placed("count > 20");
  config.fail = placed("count > 100 or ratio > 0.5");
  return config;
}

struct Bound {
  std::vector<RuleMistake> mistakes;
  Rule rule;

  explicit Bound(const ConditionConfig& config) : rule(config, mistakes) {
    rule.bind(orders(), mistakes);
  }
  /// "not meant", "unknown" or the level.
  std::string judge(const OrdersRow& row, bool before = false) const {
    const auto judged = rule.judge(row.rows(), 0, now, before);
    if (!judged.meant) {
      return "not meant";
    }
    return judged.level ? std::string(to_string(*judged.level)) : "unknown";
  }
};

}  // namespace

TEST_CASE("the worse of the two expressions that holds is the level") {
  const Bound rejected(rejects());
  REQUIRE(rejected.mistakes.empty());
  CHECK(rejected.judge({.count = whole(20), .ratio = 0.1}) == "ok");
  CHECK(rejected.judge({.count = whole(21), .ratio = 0.1}) == "warn");
  CHECK(rejected.judge({.count = whole(101), .ratio = 0.1}) == "fail");
  CHECK(rejected.judge({.count = whole(1), .ratio = 0.6}) == "fail");
}

TEST_CASE("rows that `where` leaves out are not judged") {
  const Bound rejected(rejects());
  CHECK(rejected.judge({.status = "filled", .count = whole(500), .ratio = 0.1}) == "not meant");
  auto all = rejects();
  all.where = {};
  CHECK(Bound(all).judge({.status = "filled", .count = whole(500), .ratio = 0.1}) == "fail");
}

TEST_CASE("what holds counts though something else is unknown; else the row is unknown") {
  const Bound rejected(rejects());
  CHECK(rejected.judge({.count = whole(101)}) == "fail");
  CHECK(rejected.judge({.count = whole(21)}) == "warn");
  CHECK(rejected.judge({.count = whole(1)}) == "unknown");
  CHECK(rejected.judge({}) == "unknown");
  auto only_warn = rejects();
  only_warn.fail = {};
  CHECK(Bound(only_warn).judge({.count = whole(1)}) == "ok");
}

TEST_CASE("where `where` is unknown a row is what it was, and unknown") {
  auto slow = rejects();
  slow.where = placed("lagging");
  const Bound bound(slow);
  CHECK(bound.judge({.count = whole(500)}, false) == "not meant");
  CHECK(bound.judge({.count = whole(500)}, true) == "unknown");
  CHECK(bound.judge({.count = whole(500), .lagging = false}, true) == "not meant");
}

TEST_CASE("the reason says the condition's words, or its expression, and the values") {
  const Bound rejected(rejects());
  const OrdersRow row{.count = whole(120), .ratio = 0.125};
  CHECK(rejected.rule.reason(row.rows(), 0, Level::warn) == "count > 20 (count is 120)");
  CHECK(rejected.rule.reason(row.rows(), 0, Level::fail) ==
        "count > 100 or ratio > 0.5 (count is 120, ratio is 0.125)");
  auto named = rejects();
  named.reason = "many rejected orders";
  CHECK(Bound(named).rule.reason(row.rows(), 0, Level::warn) ==
        "many rejected orders (count is 120)");
  CHECK(rejected.rule.reason(OrdersRow{.ratio = 0.5}.rows(), 0, std::nullopt) ==
        "count is unknown");
  auto texts = rejects();
  texts.warn = placed("reason == 'x' and lagging");
  CHECK(Bound(texts).rule.reason(OrdersRow{.lagging = true, .reason = text("x")}.rows(), 0,
                                 Level::warn) ==
        "reason == 'x' and lagging (reason is 'x', lagging is true)");
}

TEST_CASE("mistakes name the expression that they are in") {
  auto bad = rejects();
  bad.where = placed("statsu == 'x'");
  bad.warn = placed("count >");
  bad.fail = placed("count > 30s");
  const Bound bound(bad);
  REQUIRE(bound.mistakes.size() == 3);
  CHECK(bound.mistakes[0].in.text == "count >");
  CHECK(bound.mistakes[1].in.text == "statsu == 'x'");
  CHECK(bound.mistakes[2].what.offset == 8);
}

TEST_CASE("an expression that is written and empty is a mistake, one that is left out is none") {
  auto bad = rejects();
  bad.warn = placed("");
  CHECK(Bound(bad).mistakes.at(0).what.message == "the expression is empty");
}
