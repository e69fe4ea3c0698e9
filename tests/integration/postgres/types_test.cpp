#include <doctest/doctest.h>

#include "tests/integration/postgres/fixture.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

TEST_CASE("every type of PostgreSQL arrives as what it is") {
  WatchedServer& server = shared_server();
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "kinds", "view": "table", "sql":
     "select 7::int2 as small, 9007199254740993::int8 as big, 0.1::float8 as f,
             12.50::numeric as price, true as yes, timestamp '2024-02-29 12:00:00.5' as time,
             timestamptz '2024-02-29 12:00:00+05' as zoned, '{\"a\": 1}'::jsonb as doc,
             'a'::char(3) as \"Odd Näme\", date '2024-01-02' as day, null::int as nothing"},
    {"measurement": "edges", "sql":
     "select 'NaN'::numeric as nan, 'Infinity'::float8 as inf, '-Infinity'::float8 as ninf,
             'infinity'::timestamp as never, 1e400::numeric as huge,
             ('{\"pnl\": 1.5}'::jsonb)->'pnl' as pnl, ('{\"pnl\": \"x\"}'::jsonb)->'pnl' as bad_pnl,
             ('{}'::jsonb)->'pnl' as no_pnl, sum(v) as total, 'text' as number
      from (values (1::int8), (2)) as t(v)",
     "fields": {"nan": {"type": "double"}, "inf": {"type": "double"}, "ninf": {"type": "double"},
                "never": {"type": "time"}, "huge": {"type": "double"}, "pnl": {"type": "double"},
                "bad_pnl": {"type": "double"}, "no_pnl": {"type": "double"},
                "total": {"type": "int"}, "number": {"type": "int"}}}])json"));
  REQUIRE(probe.created());
  Outcome first = probe.collect(3s);
  REQUIRE_MESSAGE(first.ok, first.error.message);

  REQUIRE(first.closed["kinds"].error.message == "");
  CHECK(probe.fields("kinds") ==
        "small:int big:int f:double price:double yes:bool at:time zoned:time doc:text "
        "odd_n__me:text day:text nothing:int");
  ShownRow kinds = first.closed["kinds"].rows.at(0);
  CHECK(kinds["small"] == "7");
  CHECK(kinds["big"] == "9007199254740993");
  CHECK(kinds["f"] == "0.1");
  CHECK(kinds["price"] == "12.5");
  CHECK(kinds["yes"] == "true");
  CHECK(kinds["at"] == "@1709208000500");
  CHECK(kinds["zoned"] == "@1709190000000");
  CHECK(kinds["doc"] == R"json({"a": 1})json");
  CHECK(kinds["odd_n__me"] == "a  ");
  CHECK(kinds["day"] == "2024-01-02");
  CHECK(kinds["nothing"] == "null");

  REQUIRE(first.closed["edges"].error.message == "");
  ShownRow edges = first.closed["edges"].rows.at(0);
  for (const char* name : {"nan", "inf", "ninf", "never", "huge", "bad_pnl", "no_pnl", "number"}) {
    CHECK_MESSAGE(edges[name] == "null", name);
  }
  CHECK(edges["pnl"] == "1.5");
  CHECK(edges["total"] == "3");
  REQUIRE(probe.log().size() == 2);  // huge and number, once each
  probe.collect(3s);
  CHECK(probe.log().size() == 2);
}

TEST_CASE("rows become series by their tags, and text survives as it is") {
  WatchedServer& server = shared_server();
  server.exec(
      "create table signals (asset text, n int); grant select on signals to watcher;"
      "insert into signals values (E'a=b,\\n\"c\"\\\\', 1), ('BTC', 2), ('BTC', 3), (null, 4)");
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "signals", "sql": "select asset, sum(n) as \"Count\" from signals group by 1 order by 2",
     "tags": ["asset"], "fields": {"count": {"type": "int"}}},
    {"measurement": "twins", "sql": "select asset, n from signals order by n", "tags": ["asset"]},
    {"measurement": "none", "sql": "select asset, n from signals where false", "tags": ["asset"]}])json"));
  REQUIRE(probe.created());
  Outcome outcome = probe.collect(3s);
  REQUIRE(outcome.ok);
  const auto& rows = outcome.closed["signals"].rows;
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at("asset") == "a=b,\n\"c\"\\");
  CHECK(rows[0].at("count") == "1");
  CHECK(rows[1].at("asset") == "");
  CHECK(rows[1].at("count") == "4");
  CHECK(rows[2].at("count") == "5");
  CHECK(outcome.closed["twins"].rows.size() == 3);
  CHECK(outcome.closed["none"].rows.empty());
  CHECK(outcome.closed["none"].error.kind == 0);
  CHECK(probe.fields("none") == "n:int");
}

TEST_CASE("the server's own figures and each query's time are measured too") {
  WatchedServer server(PostgresServer::Options{{}, {{"max_connections", "20"}}});
  ProbeHost probe(POSTGRES_PLUGIN,
                  server.settings(R"json([{"measurement": "one", "sql": "select 1 as n"}])json"));
  Outcome outcome = probe.collect(3s);
  ShownRow server_row = outcome.closed["postgres"].rows.at(0);
  CHECK(server_row["up"] == "true");
  CHECK(std::stoi(server_row["connections_used"]) >= 1);
  CHECK(server_row["connections_allowed"] == "17");
  CHECK(server_row["replication_lag_s"] == "null");
  CHECK(server_row["error"] == "null");
  ShownRow query_row = outcome.closed["postgres_query"].rows.at(0);
  CHECK(query_row["query"] == "one");
  CHECK(query_row["rows"] == "1");
  CHECK(query_row["up"] == "true");
  CHECK(query_row["duration_ms"] != "null");
}

TEST_CASE("a table query that finds too much is cut, and the server stops looking") {
  WatchedServer& server = shared_server();
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "many", "view": "table", "sql": "select a from generate_series(1, 10000) a, generate_series(1, 100000) b"},
    {"measurement": "few", "sql": "select 1 as n"}])json"));
  Outcome outcome = probe.collect(5s);
  CHECK(outcome.closed["many"].error.message == "");
  CHECK(outcome.closed["many"].rows.size() == 450);
  CHECK(outcome.closed["few"].rows.size() == 1);
  REQUIRE(probe.log().size() == 1);
  CHECK(probe.log()[0].find("more than 450 rows") != std::string::npos);
  CHECK(server.settles_at("1 open, 0 active"));
}

TEST_CASE("a table that is altered while it is watched") {
  WatchedServer& server = shared_server();
  server.exec(
      "drop table if exists t; create table t (a int, b text); grant select on t to watcher;"
      "insert into t values (1, 'x')");
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "all_of_it", "view": "table", "sql": "select * from t"},
    {"measurement": "named", "sql": "select a from t", "fields": {"a": {"type": "int"}}}])json"));
  REQUIRE(probe.collect(3s).closed["all_of_it"].rows.size() == 1);

  SUBCASE("a wider type of the same kind changes nothing") {
    server.exec("alter table t alter a type bigint");
    Outcome outcome = probe.collect(3s);
    CHECK(outcome.closed["all_of_it"].rows.size() == 1);
    CHECK(outcome.closed["named"].rows.at(0).at("a") == "1");
  }
  SUBCASE("a new column is refused until a reload, and only by the query that sees it") {
    server.exec("alter table t add c int");
    Outcome outcome = probe.collect(3s);
    CHECK(outcome.ok);
    CHECK(outcome.closed["all_of_it"].error.kind == LIVETAP_ERROR_PROTOCOL);
    CHECK(outcome.closed["all_of_it"].error.message.find("another shape") != std::string::npos);
    CHECK(outcome.closed["named"].rows.size() == 1);
  }
  SUBCASE("a column that goes away is named, with those that are there") {
    server.exec("alter table t rename a to z");
    Outcome outcome = probe.collect(3s);
    CHECK(outcome.closed["named"].error.message.find("column \"a\" does not exist") !=
          std::string::npos);
    server.exec("alter table t rename z to a");
    CHECK(probe.collect(3s).closed["named"].rows.size() == 1);
  }
}
