#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/integration/postgres/probe_host.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/wait_until.hpp"

namespace livetap::test {

/// A server with a role `watcher`, its password `quiet`, that may read what is granted to it.
class WatchedServer : public PostgresServer {
 public:
  explicit WatchedServer(PostgresServer::Options options = {})
      : PostgresServer(std::move(options)) {
    create_role("watcher", "quiet");
  }

  /// A probe's settings with these queries (the JSON of a list).
  std::string settings(std::string_view queries) const {
    return fmt::format(R"({{"url": "{}", "password": "quiet", "queries": {}}})", url("watcher"),
                       queries);
  }

  /// Whether the watcher soon has so many sessions and statements running: "1 open, 0 active".
  bool settles_at(const std::string& expected) {
    return wait_until(std::chrono::seconds(3), [&] { return sessions() == expected; });
  }

 private:
  std::string sessions() {
    const auto rows = exec(
        "select count(*), count(*) filter (where state = 'active') from pg_stat_activity"
        " where usename = 'watcher'");
    return *rows[0][0] + " open, " + *rows[0][1] + " active";
  }
};

/// One for all tests that leave it running; each takes tables of its own.
inline WatchedServer& shared_server() {
  static WatchedServer server;
  return server;
}

}  // namespace livetap::test
