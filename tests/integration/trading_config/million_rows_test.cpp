#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <pqxx/pqxx>
#include <thread>

#include "tests/integration/postgres/event_watch.hpp"
#include "tests/integration/trading_config/trading_database.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

constexpr const char* now_utc = "(now() at time zone 'utc')";

/// The platform after ten days; see million_rows.sql. Made once, in a minute or so.
class FullDatabase : public TradingDatabase {
 public:
  FullDatabase()
      : TradingDatabase(Options{{}, {{"shared_buffers", "256MB"}, {"max_wal_size", "4GB"}}}) {
    std::ifstream file(LIVETAP_MILLION_ROWS);
    const std::string sql{std::istreambuf_iterator<char>(file), {}};
    pqxx::connection connection(url_with_password("postgres", "ytrader"));
    pqxx::nontransaction work(connection);
    work.exec(sql);
    work.exec("vacuum analyze");
  }
};

FullDatabase& full_database() {
  static FullDatabase database;
  return database;
}

/// The statement with values for its $1 and $2: where an events query begins, and 500 orders.
std::string with_values(const ShippedQuery& query, TradingDatabase& database) {
  std::string sql = query.sql;
  const auto replace = [&sql](const std::string& what, const std::string& with) {
    for (auto at = sql.find(what); at != std::string::npos; at = sql.find(what)) {
      sql.replace(at, what.size(), with);
    }
  };
  if (query.name.find("follow") == 0) {
    const auto keys = database.run(
        "select array_agg(order_id) from (select order_id from orders order by created_at desc"
        " limit 500) o");
    replace("$1", "'" + keys[0][0].value() + "'");
  }
  replace("$1", fmt::format("({} - interval '5 s')", now_utc));
  replace("$2", "null");
  return sql;
}

struct Plan {
  double execution_ms = 0;
  double planning_ms = 0;
  std::int64_t buffers = 0;
  std::vector<std::string> scanned;  // tables that are read from end to end
  bool has_index = false;
  bool sorts_much = false;
};

void read_node(const json::object& node, Plan& plan) {
  const auto type = node.at("Node Type").as_string();
  if (type == "Seq Scan") plan.scanned.emplace_back(node.at("Relation Name").as_string());
  plan.has_index = plan.has_index || type.find("Index") != json::string::npos;
  const bool sort = type == "Sort" && node.at("Actual Rows").to_number<double>() > 20'000;
  plan.sorts_much = plan.sorts_much || sort;
  if (const auto* children = node.if_contains("Plans")) {
    for (const json::value& child : children->as_array()) read_node(child.as_object(), plan);
  }
}

/// The median of several runs, as the watcher's role.
Plan explain(TradingDatabase& database, const std::string& sql) {
  std::vector<Plan> plans;
  for (int i = 0; i < 5; ++i) {
    const auto rows =
        database.run("set role grafana_monitor; explain (analyze, buffers, format json) " + sql);
    const json::value whole = json::parse(rows[0][0].value());
    const json::object& answer = whole.as_array().at(0).as_object();
    Plan plan;
    plan.execution_ms = answer.at("Execution Time").to_number<double>();
    plan.planning_ms = answer.at("Planning Time").to_number<double>();
    const json::object& root = answer.at("Plan").as_object();
    plan.buffers = root.at("Shared Hit Blocks").to_number<std::int64_t>() +
                   root.at("Shared Read Blocks").to_number<std::int64_t>();
    read_node(root, plan);
    plans.push_back(std::move(plan));
  }
  std::sort(plans.begin(), plans.end(),
            [](const Plan& a, const Plan& b) { return a.execution_ms < b.execution_ms; });
  return plans[plans.size() / 2];
}

}  // namespace

TEST_CASE("on a million rows every shipped query reads by an index, and takes less than 50 ms") {
  FullDatabase& database = full_database();
  for (const ShippedQuery& query : shipped_queries()) {
    CAPTURE(query.name);
    const Plan plan = explain(database, with_values(query, database));
    MESSAGE(fmt::format("{:20} {:8.2f} ms, planned in {:.2f} ms, {} blocks", query.name,
                        plan.execution_ms, plan.planning_ms, plan.buffers));
    for (const std::string& table : plan.scanned) {
      const bool small = table == "subscriptions" || table == "model_versions";
      CHECK_MESSAGE(small, table);
    }
    CHECK((plan.has_index || query.name == "subscriptions"));
    CHECK_FALSE(plan.sorts_much);
    CHECK(plan.execution_ms < 50);
    CHECK(plan.buffers < 20'000);
  }
}

TEST_CASE("an asset that has been silent for ages costs no search through all the others") {
  FullDatabase& database = full_database();
  database.run(fmt::format(
      "insert into trading_signals (signal_id, strategy_id, asset, side, price, timestamp)"
      " values (gen_random_uuid(), 'retired', 'RETIRED', 'buy', 1, {} - interval '30 days');"
      "analyze trading_signals",
      now_utc));
  for (const ShippedQuery& query : shipped_queries()) {
    if (query.name == "signals" || query.name == "signal_strategy") {
      CHECK(explain(database, query.sql).buffers < 20'000);
    }
  }
}

TEST_CASE("on a million rows a gather of everything fits into its interval") {
  FullDatabase& database = full_database();
  EventWatch watch(database.settings());
  Outcome outcome = watch.gather();  // the first: finds where events begin
  REQUIRE_MESSAGE(outcome.ok, outcome.error.message);
  MESSAGE("the first gather: ", outcome.took.count(), " ms, ", watch.events.size(), " events");
  CHECK(watch.events.size() == 3 * 200 + 20);

  std::map<std::string, std::vector<double>> took;  // ms, by query
  for (int i = 0; i < 20; ++i) {
    database.run(fmt::format(
        "insert into trading_signals (signal_id, strategy_id, asset, side, price, timestamp)"
        " values (gen_random_uuid(), 'strategy-1', 'ASSET1', 'buy', 1, {})",
        now_utc));
    const std::size_t before = watch.events.size();
    outcome = watch.gather();
    CHECK(watch.events.size() == before + 1);
    took["all"].push_back(static_cast<double>(outcome.took.count()));
    for (const ShownRow& row : outcome.closed["postgres_query"].rows) {
      took[row.at("query")].push_back(std::stod(row.at("duration_ms")));
    }
    for (const ShownRow& row : outcome.closed["postgres_events"].rows) {
      took["events " + row.at("type")].push_back(std::stod(row.at("duration_ms")));
    }
    for (const auto& [name, gather] : outcome.closed) {
      CHECK_MESSAGE(gather.error.message == "", gather.error.message);
    }
  }
  for (auto& [query, times] : took) {
    std::sort(times.begin(), times.end());
    MESSAGE(fmt::format("{:20} {:8.2f} ms, at most {:.2f}", query, times[times.size() / 2],
                        times.back()));
  }
  CHECK(took["all"][10] < 400);
}

TEST_CASE("a row is seen within a fraction of a second of its commit") {
  FullDatabase& database = full_database();
  EventWatch watch(database.settings());
  watch.gather();
  pqxx::connection connection(database.url_with_password("postgres", "ytrader"));
  std::vector<double> seen_after_ms;
  auto next = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point committed{};
  std::size_t seen = watch.events.size();
  for (int i = 0; i < 24; ++i) {
    std::this_thread::sleep_until(next);
    next += 500ms;
    watch.gather();
    if (watch.events.size() > seen) {
      const auto after = std::chrono::steady_clock::now() - committed;
      seen_after_ms.push_back(std::chrono::duration<double, std::milli>(after).count());
      seen = watch.events.size();
    }
    // Somewhere in the pause, another place each time.
    std::this_thread::sleep_for(std::chrono::milliseconds(20 * i));
    pqxx::work work(connection);
    work.exec(fmt::format(
        "insert into orders (order_id, signal_id, asset, side, order_type, quantity, status)"
        " values ('fresh-{}', gen_random_uuid(), 'ASSET1', 'Buy', 'Market', 1, 'filled')",
        i));
    work.commit();
    committed = std::chrono::steady_clock::now();
  }
  std::sort(seen_after_ms.begin(), seen_after_ms.end());
  REQUIRE(seen_after_ms.size() > 10);
  const double median = seen_after_ms[seen_after_ms.size() / 2];
  MESSAGE("seen after ", median, " ms (median), ", seen_after_ms.back(), " ms at most");
  CHECK(median < 1'000);
}
