#pragma once
#include <fmt/format.h>

#include <string>

#include "tests/integration/trading_config/shipped_queries.hpp"
#include "tests/support/postgres_server.hpp"

namespace livetap::test {

/// A server of its own with the platform's six tables and the user that a watcher is given.
class TradingDatabase : public PostgresServer {
 public:
  explicit TradingDatabase(Options options = {}) : PostgresServer(std::move(options)) {
    create_database("ytrader");
    exec_file(LIVETAP_TRADING_SCHEMA, "ytrader", {{"grafana_monitor_password", "monitor"}});
  }

  std::vector<Row> run(const std::string& sql) { return exec(sql, "ytrader"); }

  std::string settings() const {
    return shipped_settings(
        fmt::format("postgresql://grafana_monitor@127.0.0.1:{}/ytrader", port()), "monitor");
  }
};

}  // namespace livetap::test
