#include <doctest/doctest.h>

#include "tests/integration/postgres/fixture.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* one_query =
    R"json([{"measurement": "one", "sql": "select 1 as n, current_setting('default_transaction_read_only') as read_only"}])json";

}  // namespace

TEST_CASE("a frozen server costs a collect no more than its deadline") {
  WatchedServer server;
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(one_query));
  REQUIRE(probe.collect(2s).ok);
  server.pause();
  for (int i = 0; i < 3; ++i) {  // first on the old connection, then while connecting
    Outcome outcome = probe.collect(1s);
    CHECK_FALSE(outcome.ok);
    CHECK(outcome.error.kind == LIVETAP_ERROR_TIMEOUT);
    CHECK(outcome.took < 1050ms);
    ShownRow row = outcome.closed["postgres"].rows.at(0);
    CHECK(row["up"] == "false");
    CHECK(row["connections_used"] == "null");
    CHECK(row["error"] != "null");
    CHECK(outcome.closed["postgres_query"].rows.at(0).at("up") == "false");
  }
  server.resume();
  CHECK(wait_until(10s, [&] { return probe.collect(2s).closed["one"].rows.size() == 1; }));
  CHECK(server.settles_at("1 open, 0 active"));
}

TEST_CASE("a stopped server is down as data, and back at the first collect after its start") {
  WatchedServer server;
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(one_query));
  REQUIRE(probe.collect(2s).ok);
  server.stop();
  Outcome down = probe.collect(2s);
  CHECK_FALSE(down.ok);
  CHECK(down.error.kind == LIVETAP_ERROR_UNAVAILABLE);
  CHECK(down.error.message.find("Connection refused") != std::string::npos);
  CHECK(down.error.hint.find("is PostgreSQL running on 127.0.0.1:") == 0);
  CHECK(down.closed["postgres"].rows.at(0).at("hint").find("is PostgreSQL running on") !=
        std::string::npos);
  CHECK(down.closed["postgres"].rows.at(0).at("up") == "false");
  CHECK(down.closed.count("one") == 0);
  server.start();
  Outcome back = probe.collect(2s);
  CHECK_MESSAGE(back.ok, back.error.message);
  CHECK(back.closed["one"].rows.at(0).at("read_only") == "on");
}

TEST_CASE("a connection that the server ended is made anew inside the same collect") {
  WatchedServer server;
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(one_query));
  REQUIRE(probe.collect(2s).ok);
  server.exec("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'watcher'");
  Outcome outcome = probe.collect(2s);
  CHECK(outcome.ok);
  CHECK(outcome.closed["one"].rows.at(0).at("read_only") == "on");
  CHECK(server.settles_at("1 open, 0 active"));
}

TEST_CASE("a backend that ends under a query fails that query and no other") {
  WatchedServer server;
  server.exec(
      "create function suicide() returns int language sql security definer as"
      " 'select pg_terminate_backend(pg_backend_pid())::int'");
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "suicide", "sql": "select suicide() as n"},
    {"measurement": "one", "sql": "select 1 as n"}])json"));
  Outcome outcome = probe.collect(3s);
  CHECK(outcome.closed["suicide"].error.kind == LIVETAP_ERROR_UNAVAILABLE);
  CHECK(outcome.closed["one"].rows.size() == 1);
}

TEST_CASE("when all connections are taken it says so, and comes in when one is free") {
  WatchedServer server(PostgresServer::Options{{}, {{"max_connections", "20"}}});
  server.exec("alter role watcher connection limit 1");
  ProbeHost first(POSTGRES_PLUGIN, server.settings(one_query));
  REQUIRE(first.collect(2s).ok);
  ProbeHost second(POSTGRES_PLUGIN, server.settings(one_query));
  Outcome refused = second.collect(2s);
  CHECK(refused.error.kind == LIVETAP_ERROR_UNAVAILABLE);
  CHECK_MESSAGE(refused.error.message.find("too many connections") != std::string::npos,
                refused.error.message);
  CHECK(refused.error.hint.find("CONNECTION LIMIT") != std::string::npos);
  CHECK(first.collect(2s).ok);  // never needs a second one
  server.exec("alter role watcher connection limit 2");
  CHECK(second.collect(2s).ok);
}
