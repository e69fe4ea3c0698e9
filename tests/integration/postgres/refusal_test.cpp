#include <doctest/doctest.h>

#include "tests/integration/postgres/fixture.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

ShownError refused(const std::string& url, const std::string& password = "quiet") {
  ProbeHost probe(POSTGRES_PLUGIN,
                  fmt::format(R"json({{"url": "{}", "password": "{}"}})json", url, password));
  REQUIRE_MESSAGE(probe.created(), probe.create_error().message);
  Outcome outcome = probe.collect(2s);
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.closed["postgres"].rows.at(0).at("up") == "false");
  return outcome.error;
}

}  // namespace

TEST_CASE("a login that is refused says what to look at, without the password") {
  WatchedServer& server = shared_server();
  const ShownError wrong = refused(server.url("watcher"), "marker-7731");
  CHECK(wrong.kind == LIVETAP_ERROR_AUTH);
  CHECK_MESSAGE(has(wrong.message, "28P01"), wrong.message);
  CHECK(has(wrong.hint, "password of role watcher"));
  CHECK_FALSE(has(wrong.message + wrong.hint, "marker-7731"));

  const ShownError none = refused(server.url("watcher"), "");
  CHECK(none.kind == LIVETAP_ERROR_AUTH);
  CHECK_MESSAGE(has(none.hint, "set password or password_file"), none.message);

  const ShownError unknown = refused(server.url("watcher", "nowhere"));
  CHECK(unknown.kind == LIVETAP_ERROR_AUTH);
  CHECK_MESSAGE(has(unknown.message, "3D000"), unknown.message);
  CHECK(has(unknown.hint, "there is no database nowhere"));

  const ShownError lost = refused("postgresql://watcher@name.invalid/db");
  CHECK(has(lost.message, "name.invalid"));
  CHECK((lost.kind == LIVETAP_ERROR_UNAVAILABLE || lost.kind == LIVETAP_ERROR_TIMEOUT));
}

TEST_CASE("a mistake in the sql fails its own query, with the place and the cure") {
  WatchedServer& server = shared_server();
  server.exec("create table secrets (n int)");
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "denied", "sql": "select * from secrets"},
    {"measurement": "unknown", "sql": "select *\nfrom nowhere"},
    {"measurement": "writes", "sql": "create temp table x as select 1"},
    {"measurement": "two", "sql": "select 1; select 2"},
    {"measurement": "silent", "sql": "show_nothing"},
    {"measurement": "settings", "sql": "set statement_timeout = 0"},
    {"measurement": "zero", "sql": "select 1 / (n - n) as x from generate_series(1, 2) n"},
    {"measurement": "odd", "sql": "select 1 as a, 2 as b", "fields": {"a": {"type": "int"}}},
    {"measurement": "gap", "sql": "select 1 as a", "fields": {"b": {"type": "int"}}},
    {"measurement": "copy", "sql": "copy (select 1) to stdout"},
    {"measurement": "good", "sql": "select 1 as n"}])json"));
  REQUIRE_MESSAGE(probe.created(), probe.create_error().message);
  for (int i = 0; i < 2; ++i) {
    Outcome outcome = probe.collect(3s);
    CHECK_MESSAGE(outcome.ok, outcome.error.message);
    const auto error = [&](const char* name) { return outcome.closed[name].error; };
    CHECK(error("denied").hint == "GRANT SELECT ON secrets TO watcher");
    CHECK(error("unknown").message ==
          "unknown: relation \"nowhere\" does not exist at line 2, character 6 (42P01)");
    CHECK(has(error("writes").message, "read-only"));
    CHECK(has(error("two").message, "multiple commands"));
    CHECK(has(error("silent").message, "syntax error"));
    CHECK(has(error("settings").message, "returns no rows"));
    CHECK(has(error("zero").message, "division by zero"));
    CHECK(error("odd").message == "odd: the column 'b' is neither a tag nor one of the fields");
    CHECK(error("gap").message == "gap: the result has no column for the field 'b'; it has a");
    CHECK(error("copy").kind == LIVETAP_ERROR_PROTOCOL);
    CHECK(outcome.closed["good"].rows.size() == 1);
    for (const auto& [name, gather] : outcome.closed) {
      CHECK((gather.error.kind == 0 || gather.error.kind == LIVETAP_ERROR_PROTOCOL));
    }
  }
  CHECK(server.settles_at("1 open, 0 active"));
}

TEST_CASE("settings that make no sense together are refused with their path") {
  const auto mistake = [](const std::string& queries) {
    ProbeHost probe(POSTGRES_PLUGIN,
                    R"json({"url": "postgresql://a@b/c", "queries": )json" + queries + "}");
    CHECK_FALSE(probe.created());
    return probe.create_error();
  };
  CHECK(mistake(R"json([{"measurement": "a", "sql": "x"}, {"measurement": "a", "sql": "x"}])json")
            .setting == "queries[1].measurement");
  CHECK(mistake(R"json([{"sql": "x"}])json").setting == "queries[0]");
  CHECK(mistake(R"json([{"measurement": "a", "sql": "x",
        "fields": {"n": {"type": "int", "kind": "text"}}}])json")
            .setting == "queries[0].fields.n.kind");
  CHECK(mistake(R"json([{"measurement": "a", "sql": "x", "view": "table", "tags": ["b"]}])json")
            .setting == "queries[0].tags");
  ProbeHost torn(POSTGRES_PLUGIN, R"json({"url": "postgresql://a:p@ss-marker@b/c"})json");
  CHECK_FALSE(torn.created());
  CHECK(torn.create_error().setting == "url");
  CHECK_FALSE(has(torn.create_error().message + torn.create_error().hint, "marker"));
}

TEST_CASE("an events query that cannot work is refused at its key") {
  const auto setting_of = [](const std::string& more) {
    ProbeHost probe(POSTGRES_PLUGIN, R"json({"url": "postgresql://a@b/c", "queries": [
      {"events": "order", "sql": "select $1, $2")json" +
                                         more + "}]}");
    CHECK_FALSE(probe.created());
    return probe.create_error().setting;
  };
  CHECK(setting_of("") == "queries[0].cursor");
  const std::string cursor = R"json(, "cursor": {"time": "time", "key": "id")json";
  CHECK(setting_of(cursor + R"json(, "first": -1})json") == "queries[0].cursor.first");
  CHECK(setting_of(cursor + R"json(, "margin": 90000000000000})json") ==
        "queries[0].cursor.margin");
  CHECK(
      setting_of(cursor + R"json(}, "follow": {"state": "status", "open": [], "sql": "$1"})json") ==
      "queries[0].follow.open");
}
