#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <pqxx/pqxx>
#include <set>
#include <tuple>

#include "agent/shipper/history_store.hpp"
#include "integration/grafana/sql_panels.hpp"
#include "integration/reference/reference_system.hpp"
#include "tests/support/best_of_three.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

class History {
 public:
  History() : connection_(ReferenceSystem::get().postgres.url_with_password("livetap", "livetap")) {
    std::ignore = ask("set timezone = 'UTC'");
  }

  pqxx::result ask(const std::string& sql) {
    pqxx::nontransaction work(connection_);
    return work.exec(sql);
  }

  // As Grafana writes them into array[...]: each in quotes, with commas between.
  std::string quoted(const std::string& query) {
    std::string list;
    for (const auto& row : ask(query)) {
      list += (list.empty() ? "" : ", ") + connection_.quote(row[0].c_str());
    }
    return list;
  }

 private:
  pqxx::connection connection_;
};

// The queries of the dashboards over the history with all that their variables may hold.
std::vector<SqlPanel> history_panels(History& history, const std::string& range, int step_s) {
  auto panels = sql_panels("livetap-history");
  std::map<std::string, std::string> values;
  for (const auto& variable : sql_variables("livetap-history")) {
    values[variable.name] = history.quoted(expanded(variable.sql, "1 day", 60));
    panels.push_back({"variable " + variable.name, variable.sql});
  }
  for (auto& panel : panels) {
    panel.sql = expanded(with_values(panel.sql, values), range, step_s);
  }
  return panels;
}

// `until`: waits for more than that there are rows.
void ship_some(const std::function<void()>& until = [] {}) {
  ReferenceAgent agent;
  History history;
  const auto has = [&](const std::string& table) {
    return history.ask("select to_regclass('livetap." + table + "')")[0][0].is_null()
               ? 0
               : history
                     .ask("select count(*) from livetap." + table +
                          " where time > now() - interval '1 hour'")[0][0]
                     .as<int>();
  };
  for (const auto* table : {"event_hour", "rabbitmq_queue_hour", "service_hour", "websocket_hour",
                            "livetap_hour", "models_hour", "order_flow_hour", "postgres_hour"}) {
    INFO(table);
    REQUIRE(wait_until(120s, [&] { return has(table) > 0; }));
  }
  until();
}

// RabbitMQ has no rates of a queue in its first seconds: a month of such rows would be a small one.
void await_rates() {
  History history;
  INFO("the newest row of each queue and node has its numbers");
  REQUIRE(wait_until(120s, [&] {
    return history
        .ask(
            "select from (select distinct on (queue) publish_rate + ack_rate as known "
            "from livetap.rabbitmq_queue order by queue, time desc) q where known is null "
            "union all select from (select memory from livetap.rabbitmq_node "
            "order by time desc limit 1) n where memory is null")
        .empty();
  }));
}

std::string text_of(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// How many times the bytes that they would take without the spread: rows, minutes and hours alone,
// and with the events.
std::pair<double, double> cost_of_spread(const std::string& url) {
  pqxx::connection connection(url);
  pqxx::nontransaction work(connection);
  work.exec("set timezone = 'UTC'");
  work.exec(text_of(LIVETAP_SPREAD_BYTES));
  for (const auto& row :
       work.exec("select part, measurement, round((sum(bytes) / 1048576)::numeric, 1), "
                 "round((sum(plain) / 1048576)::numeric, 1), "
                 "round((sum(bytes) / sum(plain))::numeric, 2) from spread_bytes "
                 "group by grouping sets ((part, measurement), (part)) order by 1, 3 desc")) {
    const auto text = [&row](int column) { return row[column].as<std::string>("all"); };
    MESSAGE(text(0) << " of " << text(1) << ": " << text(2) << " MiB, without spread " << text(3)
                    << ", x " << text(4));
  }
  const auto sums = work.exec1(
      "select sum(bytes) filter (where part <> 'events') / sum(plain) filter (where part <> "
      "'events'), sum(bytes) / sum(plain) from spread_bytes");
  return {sums[0].as<double>(), sums[1].as<double>()};
}

// As the shipper does it.
void make_rollups() {
  auto& server = ReferenceSystem::get().postgres;
  auto target =
      net::postgres::Target::parse(server.url("livetap", "livetap"), server.password("livetap"));
  shipper::Session session(target.value(), [] {});
  REQUIRE_FALSE(session.open());
  shipper::HistoryStore store(session, {"livetap", "trading-1", 24h * 40, 24h});
  REQUIRE(store.begin({}).has_value());
  for (bool more = true; more;) {
    const auto made = store.maintenance().make_rollups();
    REQUIRE_FALSE(made.failure);
    more = made.more;
  }
}

}  // namespace

TEST_CASE("a panel over the history shows what the agent shipped") {
  ship_some();
  History history;
  // Nothing failed, nothing was lost: there is nothing to tell.
  const std::set<std::string> may_be_empty{"Livetap: Probe failures and recoveries (A)"};
  const auto panels = history_panels(history, "1 hour", 10);
  REQUIRE(panels.size() > 20);
  for (const auto& panel : panels) {
    INFO(panel.name << "\n" << panel.sql);
    pqxx::result rows;
    CHECK_NOTHROW(rows = history.ask(panel.sql));
    CHECK((rows.size() > 0 || may_be_empty.contains(panel.name)));
  }
}

TEST_CASE("a panel over a month of the reference system answers within what an operator waits" *
          doctest::skip(std::getenv("LIVETAP_NIGHTLY") == nullptr)) {
  ship_some(await_rates);
  {
    pqxx::connection connection(
        ReferenceSystem::get().postgres.url_with_password("postgres", "livetap"));
    pqxx::nontransaction(connection).exec(text_of(LIVETAP_MONTH));
  }
  make_rollups();
  History history;
  const auto check = [&](const std::string& range, int step_s, double seconds) {
    for (const auto& panel : history_panels(history, range, step_s)) {
      INFO(panel.name << "\n" << panel.sql);
      const auto took = best_of_three([&] { std::ignore = history.ask(panel.sql); });
      MESSAGE(range << ", " << panel.name << ": " << took << " s");
      CHECK(took < seconds);
    }
  };
  check("1 hour", 10, 0.3);
  check("1 day", 300, 3);
  check("7 days", 1800, 3);
  check("30 days", 7200, 3);
  // The seldom among thirteen million: what one looks for, as the panel asks for it.
  const std::string month = "now() - interval '30 days', now())";
  const auto types =
      history.quoted("select distinct type from livetap.event_by('1 hour', " + month);
  for (const auto& row :
       history.ask("select distinct type, service from livetap.event_by('1 hour', " + month)) {
    const auto type = row[0].as<std::string>();
    const auto service = row[1].as<std::string>();
    for (const auto& where : {"type = any(array['" + type + "'])",
                              "type = any(array[" + types + "]) and service = '" + service + "'"}) {
      const auto took = best_of_three([&] {
        std::ignore =
            history.ask("select * from livetap.event where time > now() - interval '30 days' and " +
                        where + " order by time desc limit 200");
      });
      MESSAGE("events where " << where << ": " << took << " s");
      CHECK(took < 3);
    }
  }
  for (const auto& row : history.ask(
           "select regexp_replace(relname, '_\\d{8}$', ''), "
           "round(sum(pg_total_relation_size(oid)) / 1048576, 1) from pg_class where relkind = 'r' "
           "and relnamespace = 'livetap'::regnamespace group by 1 order by 2 desc")) {
    MESSAGE(row[0].as<std::string>() << ": " << row[1].as<std::string>() << " MiB");
  }
  const auto [samples, all] =
      cost_of_spread(ReferenceSystem::get().postgres.url_with_password("postgres", "livetap"));
  MESSAGE("the spread costs x " << samples << " without events, x " << all << " with them");
  CHECK(samples < 1.7);
  CHECK(all < 1.3);
  ReferenceSystem::get().postgres.exec("drop schema livetap cascade", "livetap");
}
