#include <doctest/doctest.h>

#include "history_fixture.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

constexpr WallTime noon{Milliseconds(1'764'072'000'000)};
const std::filesystem::path scripts = LIVETAP_CONFIG_DIR;

// Everything that a role may do with what users made in a database, by itself or as anybody: a line
// each.
std::string rights(HistoryDatabase& database, const std::string& role) {
  std::string lines;
  for (const auto& line : database.rows(
           "with role as (select '" + role +
           "'::regrole r), objects as ("
           "select n.nspname || '.' || c.relname as name, p, has_table_privilege(r, c.oid, p) as "
           "may "
           "from role, pg_class c join pg_namespace n on n.oid = relnamespace, "
           "unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', "
           "'trigger']) "
           "p "
           "where relkind in ('r', 'p', 'v', 'm') "
           "and nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_toast' "
           "union all select nspname, p, has_schema_privilege(r, n.oid, p) from role, pg_namespace "
           "n, "
           "unnest(array['create', 'usage']) p "
           "where nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_t' "
           "union all select 'database', p, has_database_privilege(r, current_database(), p) from "
           "role, "
           "unnest(array['create', 'temporary', 'connect']) p) "
           "select name || ' ' || p from objects where may order by name collate \"C\", p")) {
    lines += line + "\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("Grafana's reader reads the schema of the history and nothing else") {
  HistoryDatabase database;
  auto& server = database.server();
  server.exec("alter database livetap owner to postgres");
  server.exec("create table other (n int); create schema secret; create table secret.t (n int)",
              "livetap");
  const std::map<std::string, std::string> passwords{{"livetap_password", database.password()},
                                                     {"livetap_reader_password", "reads"}};
  const auto run = [&] { server.exec_file(scripts / "history.sql", "livetap", passwords); };
  run();
  auto session = database.session();
  shipper::HistoryStore history(
      session, {"livetap", "desk", std::chrono::hours(24 * 30), std::chrono::hours(24)});
  REQUIRE(history.begin({}).has_value());
  REQUIRE(*history.ship(batch_of({queue_sample(1, noon, {{"a", {}, {}, {}, {}}})})));
  run();  // again, and after the tables

  CHECK(rights(database, "livetap_reader") ==
        "database connect\n"
        "livetap usage\n"
        "livetap._agent select\n"
        "livetap._column select\n"
        "livetap._position select\n"
        "livetap._queue_20251125 select\n"
        "livetap._rollup select\n"
        "livetap.event select\n"
        "livetap.event_hour select\n"
        "livetap.event_minute select\n"
        "livetap.queue select\n"
        "livetap.queue_hour select\n"
        "livetap.queue_minute select\n"
        "public usage\n");
  CHECK(database.value("select bool_or(rolsuper or rolcreatedb or rolcreaterole or rolreplication "
                       "or rolbypassrls) from pg_roles where rolname ~ '^livetap'") == "f");
  // It does log in, and reads what the agent made.
  server.exec(
      "set role livetap_reader; select count(*) from livetap.queue_by('1s', '2025-11-25', "
      "'2025-11-26')",
      "livetap");

  server.exec_file(scripts / "history_drop.sql", "livetap");
  server.exec_file(scripts / "history_drop.sql", "livetap");
  CHECK(database.value("select count(*) from pg_roles where rolname ~ '^livetap'") == "0");
  CHECK(database.value("select to_regnamespace('livetap') is null") == "t");
  run();
  CHECK(database.value("select count(*) from pg_roles where rolname ~ '^livetap'") == "2");
}

TEST_CASE("grafana_monitor reads the six tables of the platform and nothing else") {
  HistoryDatabase database;
  auto& server = database.server();
  for (const char* table : {"trading_signals", "orders", "execution_events", "model_versions",
                            "model_quality_metrics", "subscriptions", "api_keys"}) {
    server.exec("create table " + std::string(table) + " (id int)", "livetap");
  }
  server.exec("revoke temporary on database livetap from public", "livetap");
  server.exec_file(scripts / "grafana_monitor.sql", "livetap");
  server.exec("grant all on orders, api_keys to grafana_monitor", "livetap");
  server.exec_file(scripts / "grafana_monitor.sql", "livetap", {{"grafana_monitor_password", "p"}});
  CHECK(rights(database, "grafana_monitor") ==
        "database connect\n"
        "public usage\n"
        "public.execution_events select\n"
        "public.model_quality_metrics select\n"
        "public.model_versions select\n"
        "public.orders select\n"
        "public.subscriptions select\n"
        "public.trading_signals select\n");
  server.exec("drop owned by grafana_monitor; drop role grafana_monitor", "livetap");
}

TEST_CASE("a database that allows nothing is answered with the statement that helps") {
  HistoryDatabase database;
  auto& server = database.server();
  server.exec("alter database livetap owner to postgres", "livetap");
  const auto trouble = [&] {
    auto session = database.session();
    shipper::HistoryStore history(
        session, {"livetap", "desk", std::chrono::hours(24 * 30), std::chrono::hours(24)});
    const auto tried = history.try_out();
    const auto begun = history.begin({});
    CHECK(tried.has_value() == begun.has_error());
    return tried ? tried->error.hint : "";
  };
  CHECK(trouble().find("CREATE SCHEMA livetap AUTHORIZATION livetap") == 0);
  server.exec("create schema livetap", "livetap");
  CHECK(trouble().find("GRANT USAGE, CREATE ON SCHEMA livetap TO livetap") == 0);
  server.exec("grant usage, create on schema livetap to livetap", "livetap");
  CHECK(trouble().empty());
  server.exec("alter table livetap._position owner to postgres", "livetap");
  CHECK(trouble().find("ALTER TABLE livetap._position OWNER TO livetap") == 0);
}

TEST_CASE("a try leaves nothing behind") {
  HistoryDatabase database;
  auto session = database.session();
  shipper::HistoryStore history(
      session, {"livetap", "desk", std::chrono::hours(24 * 30), std::chrono::hours(24)});
  CHECK_FALSE(history.try_out());
  CHECK(database.value("select to_regnamespace('livetap') is null") == "t");
}
