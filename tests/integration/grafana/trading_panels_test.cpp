#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <pqxx/pqxx>
#include <tuple>

#include "sql_panels.hpp"
#include "tests/demo/standin_process.hpp"
#include "tests/support/best_of_three.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

class Reader {
 public:
  explicit Reader(PostgresServer& server)
      : connection_("postgresql://grafana_monitor:" + std::string(StandIn::kMonitorPassword) +
                    "@127.0.0.1:" + std::to_string(server.port()) + "/ytrader") {}

  pqxx::result ask(const std::string& sql) {
    pqxx::nontransaction work(connection_);
    return work.exec(sql);
  }

 private:
  pqxx::connection connection_;
};

void make_tables(PostgresServer& server) {
  server.create_database("ytrader");
  server.exec_file(LIVETAP_TRADING_SCHEMA, "ytrader",
                   {{"grafana_monitor_password", StandIn::kMonitorPassword}});
}

// A count of nothing is 0, a mean null.
bool says_something(const pqxx::result& rows) {
  const auto is_known = [](const pqxx::field& f) {
    return !f.is_null() && std::string(f.c_str()) != "0";
  };
  return std::any_of(rows.begin(), rows.end(), [&](const pqxx::row& row) {
    return std::any_of(row.begin(), row.end(), is_known);
  });
}

// A million signals, their orders and executions: a minute's work.
void fill(PostgresServer& server) {
  std::ifstream file(LIVETAP_MILLION_ROWS);
  const std::string sql{std::istreambuf_iterator<char>(file), {}};
  pqxx::connection connection(server.url_with_password("postgres", "ytrader"));
  pqxx::nontransaction work(connection);
  work.exec(sql);
  work.exec("vacuum analyze");
}

}  // namespace

TEST_CASE("macros become what Grafana makes of them") {
  CHECK(expanded("date_bin('$__interval', at, '2000-01-01')", "1 hour", 60) ==
        "date_bin('60s', at, '2000-01-01')");
  CHECK(expanded("where $__timeFilter(at)", "1 hour", 60) ==
        "where at between (now() at time zone 'utc' - interval '1 hour') and"
        " (now() at time zone 'utc')");
}

TEST_CASE("a panel over the trading tables is empty, and no error, when they are") {
  PostgresServer server;
  make_tables(server);
  Reader reader(server);
  const auto panels = sql_panels("livetap-trading");
  REQUIRE(panels.size() > 10);
  for (const auto& panel : panels) {
    INFO(panel.name);
    CHECK_NOTHROW(std::ignore = reader.ask(expanded(panel.sql, "6 hours", 60)));
  }
}

TEST_CASE("a panel over the trading tables shows what the stand-in writes") {
  PostgresServer server;
  // A training and its metrics are seldom: one each second.
  StandIn standin(&server, nullptr, {"--rate", "20", "--training-interval", "1"});
  Reader reader(server);
  for (const auto& panel : sql_panels("livetap-trading")) {
    INFO(panel.name);
    const auto sql = expanded(panel.sql, "1 day", 300);
    CHECK(wait_until(60s, [&] { return says_something(reader.ask(sql)); }));
  }
}

TEST_CASE("a panel answers within 3 s on a million signals" *
          doctest::skip(std::getenv("LIVETAP_NIGHTLY") == nullptr)) {
  PostgresServer server(PostgresServer::Options{{}, {{"shared_buffers", "256MB"}}});
  make_tables(server);
  fill(server);
  Reader reader(server);
  for (const auto& panel : sql_panels("livetap-trading")) {
    INFO(panel.name);
    const auto sql = expanded(panel.sql, "30 days", 8640);
    const auto took = best_of_three([&] { std::ignore = reader.ask(sql); });
    MESSAGE(panel.name << ": " << took << " s");
    CHECK(took < 3.0);
  }
}
