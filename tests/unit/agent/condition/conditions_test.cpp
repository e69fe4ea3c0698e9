#include "agent/condition/conditions.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "agent/route/route.hpp"
#include "unit/agent/condition/orders.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

const Error refused{ErrorKind::unavailable, "refused", "", ""};

ConditionConfig rejects(Milliseconds hold = 0s) {
  const Origin here{"agent.yaml", 3, 7};
  ConditionConfig config;
  config.name = "rejects";
  config.measurement = {"orders", here};
  config.where = {"status == 'rejected'", here};
  config.warn = {"count > 20", here};
  config.fail = {"count > 100", here};
  config.hold = hold;
  config.reason = "many rejected orders";
  config.hint = "ask the exchange";
  return config;
}

/// The probe `trading` with the measurement `orders`, gathered each second.
struct Bench {
  Measurement shape;
  SeriesCap cap;
  Route route;
  Conditions conditions;
  Moment now{SteadyTime() + 1000h, WallTime(1'700'000'000'000ms)};
  std::vector<std::string> complaints;

  explicit Bench(ConditionConfig config = rejects(), std::map<std::string, std::string> memory = {},
                 Measurement of = orders(), Milliseconds series_ttl = 1h)
      : shape(std::move(of)), route(shape, cap, {.series_ttl = series_ttl}) {
    conditions.remember(std::move(memory));
    complaints =
        conditions.add_probe(0, {{"trading", 2, series_ttl}, {std::move(config)}}, {shape}, now);
  }

  Commit see(const std::vector<OrdersRow>& rows, std::optional<Error> error = {}) {
    now.steady += 1s;
    now.wall += 1s;
    Gather gather;
    gather.time = now.wall;
    gather.error = std::move(error);
    gather.rows = RowBlock(2, 8);
    for (const auto& row : rows) {
      row.add_to(gather.rows);
    }
    return conditions.on_snapshot(0, 0, route.accept(gather, now.steady), now);
  }

  /// "series: state level [reason]" of every row, in order.
  std::string rows() const {
    const auto rows = conditions.rows(now);
    std::string all;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const auto word = [&](std::size_t field) {
        const auto value = rows.field(row, field);
        const auto* text = std::get_if<std::string_view>(&value);
        const auto* number = std::get_if<std::int64_t>(&value);
        return text != nullptr     ? std::string(*text)
               : number != nullptr ? std::to_string(*number)
                                   : "null";
      };
      CHECK(rows.tag(row, 0) == "trading");
      CHECK(rows.tag(row, 1) == "rejects");
      all += (all.empty() ? "" : "; ") + std::string(rows.tag(row, 2)) + ": " + word(0) + " " +
             word(3) + (word(2) == "null" ? "" : " [" + word(2) + "]");
    }
    return all;
  }
};

void keep(std::map<std::string, std::string>& state, const Commit& commit) {
  for (const auto& [key, value] : commit.state) {
    state[key] = value;
  }
}

}  // namespace

TEST_CASE("each series that is meant has a row with its state; the others have none") {
  Bench bench;
  bench.see({{.count = whole(3)},
             {.asset = "ETH", .count = whole(30)},
             {.status = "filled", .count = whole(500)}});
  CHECK(bench.rows() ==
        "rejected/BTC: ok 0; rejected/ETH: warn 1 [many rejected orders (count is "
        "30)]");
  CHECK(bench.conditions.take_turned());
  bench.see({{.count = whole(4)}, {.asset = "ETH", .count = whole(31)}});
  CHECK(!bench.conditions.take_turned());
}

TEST_CASE("a condition that is met, gets worse and is over makes an event each time") {
  Bench bench;
  bench.see({{.count = whole(3)}});
  const auto warn = bench.see({{.count = whole(30)}}).events;
  REQUIRE(warn.size() == 1);
  CHECK(warn[0].type == "condition_warn");
  CHECK((warn[0].severity == Severity::warning));
  CHECK(warn[0].probe == "trading");
  CHECK(warn[0].service == "trading");
  CHECK(warn[0].message ==
        "rejects (rejected/BTC): warn: many rejected orders (count is 30); was ok for 1 s");
  const auto fail = bench.see({{.count = whole(130)}}).events;
  REQUIRE(fail.size() == 1);
  CHECK(fail[0].type == "condition_fail");
  CHECK((fail[0].severity == Severity::error));
  CHECK(bench.see({{.count = whole(3)}}).events.empty());
  const auto over = bench.see({{.count = whole(3)}}).events;
  REQUIRE(over.size() == 1);
  CHECK(over[0].type == "condition_ok");
  CHECK((over[0].severity == Severity::info));
  CHECK(over[0].message == "rejects (rejected/BTC): ok, was fail for 1 s");
  const auto of = boost::json::parse(fail[0].attributes);
  CHECK(of.at("condition").as_string() == "rejects");
  CHECK(of.at("measurement").as_string() == "orders");
  CHECK(of.at("tags").at("status").as_string() == "rejected");
  CHECK(of.at("level").as_string() == "fail");
  CHECK(of.at("hint").as_string() == "ask the exchange");
  CHECK(of.at("duration_s").as_double() == 1);
}

TEST_CASE("of targets the event's service is the row") {
  auto targets = orders();
  targets.targets = true;
  Bench bench(rejects(), {}, targets);
  CHECK(bench.see({{.count = whole(30)}}).events.at(0).service == "rejected/BTC");
}

TEST_CASE("what is unknown is shown as that, with the reason, and makes no event") {
  Bench bench;
  bench.see({{.count = whole(30)}});
  CHECK(bench.see({}, refused).events.empty());
  CHECK(bench.rows() == "rejected/BTC: unknown null [refused]");
  CHECK(bench.see({{}}).events.empty());
  CHECK(bench.see({{.count = whole(31)}}).events.empty());
  CHECK(bench.rows() == "rejected/BTC: warn 1 [many rejected orders (count is 31)]");
  bench.see({{}});
  CHECK(bench.rows() == "rejected/BTC: unknown null [count is unknown]");
}

TEST_CASE("a level has to hold, and is shown as what it was meanwhile") {
  Bench bench(rejects(3s));
  CHECK(bench.see({{.count = whole(30)}}).events.empty());
  CHECK(bench.rows() == "rejected/BTC: ok 0");
  bench.see({{.count = whole(30)}});
  bench.see({{.count = whole(30)}});
  CHECK(bench.see({{.count = whole(30)}}).events.size() == 1);
}

TEST_CASE("over a reload a probe that goes on goes on waiting, and one that begins anew does not") {
  Bench bench(rejects(2s));
  bench.see({{.count = whole(30)}});
  bench.see({{.count = whole(30)}});
  bench.conditions.replace({0});
  CHECK(bench.see({{.count = whole(30)}}).events.size() == 1);

  Bench anew(rejects(2s));
  anew.see({{.count = whole(30)}});
  anew.see({{.count = whole(30)}});
  anew.conditions.replace({std::nullopt});
  CHECK(anew.conditions.rows(anew.now).size() == 0);
  anew.conditions.add_probe(0, {{"trading", 2, 1h}, {rejects(2s)}}, {anew.shape}, anew.now);
  CHECK(anew.see({{.count = whole(30)}}).events.empty());
}

TEST_CASE("a row that is meant no more is well, and shows no more") {
  auto by_reason = rejects();
  by_reason.where.text = "lagging";
  Bench bench(by_reason);
  bench.see({{.count = whole(30), .lagging = true}});
  CHECK(bench.see({{.count = whole(30), .lagging = false}}).events.empty());
  CHECK(bench.rows().empty());
  CHECK(bench.see({{.count = whole(30), .lagging = false}}).events.at(0).type == "condition_ok");
}

TEST_CASE("what was met before the restart is no news, and its end tells the whole span") {
  std::map<std::string, std::string> state;
  Bench before;
  keep(state, before.see({{.count = whole(130)}}));
  REQUIRE(state.size() == 1);
  CHECK(state.begin()->first == "condition/trading/rejects");
  Bench after(rejects(30s), state);
  CHECK(after.see({{.count = whole(130)}}).events.empty());
  CHECK(after.rows() == "rejected/BTC: fail 2 [many rejected orders]");
  CHECK(after.see({{.count = whole(3)}}).events.empty());
  CHECK(after.see({{.count = whole(3)}}).events.at(0).message ==
        "rejects (rejected/BTC): ok, was fail for 2 s");
}

TEST_CASE("a series that is gone for series_ttl is forgotten without an event") {
  Bench bench(rejects(), {}, orders(), 3s);
  bench.see({{.count = whole(30)}});
  for (int i = 0; i < 5; ++i) {
    CHECK(bench.see({{.asset = "ETH", .count = whole(3)}}).events.empty());
  }
  CHECK(bench.rows() == "rejected/ETH: ok 0");
}

TEST_CASE("a condition that does not fit a late shape is unknown, and says why") {
  auto late = orders();
  late.late = true;
  auto config = rejects();
  config.warn.text = "cuont > 20";
  Bench bench(config, {}, late);
  CHECK(bench.complaints.empty());
  CHECK(bench.rows() == ": unknown null [the columns of orders are not known yet]");
  const auto complaints = bench.conditions.add_measurement(0, orders(), bench.now);
  REQUIRE(complaints.size() == 1);
  CHECK(complaints[0] ==
        "trading: condition rejects cannot be judged: orders has no tag and no "
        "field 'cuont' (in 'cuont > 20')");
  CHECK(bench.see({{.count = whole(30)}}).empty());
  CHECK(bench.rows() == ": unknown null [orders has no tag and no field 'cuont']");
}

TEST_CASE("a late shape that fits is judged from its declaration on") {
  auto late = orders();
  late.late = true;
  Bench bench(rejects(), {}, late);
  CHECK(bench.conditions.add_measurement(0, orders(), bench.now).empty());
  bench.see({{.count = whole(30)}});
  CHECK(bench.rows().starts_with("rejected/BTC: warn 1"));
}

TEST_CASE("rows since when: the beginning of the state, on the wall clock") {
  Bench bench;
  bench.see({{.count = whole(30)}});
  const auto began = bench.now.wall;
  bench.see({{.count = whole(30)}});
  const auto rows = bench.conditions.rows(bench.now);
  CHECK(std::get<std::int64_t>(rows.field(0, 1)) == began.time_since_epoch().count());
}

TEST_CASE("the measurement of conditions is a sound one") {
  CHECK(schema_mistakes({Conditions::schema()}).empty());
  CHECK(Conditions().empty());
  CHECK(Conditions().rows({}).empty());
}
