#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <filesystem>

#include "integration/status/status_agent.hpp"
#include "support/postgres_server.hpp"
#include "support/temp_folder.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

/// Two probes of one database, each with a user of its own: pg_stat_activity tells them apart.
struct Database {
  PostgresServer server;

  static Database& get() {
    static Database database;
    return database;
  }

  Database() {
    server.create_role("first", "first-secret");
    server.create_role("second", "second-secret");
  }

  std::string probe(const std::string& user, const std::string& sql) const {
    return "  - {name: " + user + ", plugin: postgres, prefix: " + user +
           "_, interval: 200ms, settings: {url: \"" + server.url(user) + "\", password: " + user +
           "-secret, queries: [{measurement: numbers, sql: \"" + sql + "\"}]}}\n";
  }

  std::string both(const std::string& sql = "select 1 as one") const {
    return "probes:\n" + probe("first", "select 1 as one") + probe("second", sql);
  }

  /// The server's process for a user's connection, and when it began.
  std::string connection(const std::string& user) {
    const auto rows = server.exec(
        "select pid, backend_start from pg_stat_activity where usename = '" + user + "'");
    return rows.empty() ? "" : *rows[0][0] + " " + *rows[0][1];
  }

  /// The same, as soon as there is one.
  std::string connected(const std::string& user) {
    CHECK(wait_until(20s, [&] { return !connection(user).empty(); }));
    return connection(user);
  }
};

bool is_well(const boost::json::value& status) {
  return status.at("verdict").is_string() && status.at("verdict").as_string() == "ok" &&
         !status.at("probes").as_array().empty();
}

bool has_measurement(const StatusAgent& agent, std::string_view name) {
  const auto schema = agent.get("api/schema");
  const auto& measurements = schema.at("measurements").as_array();
  return std::any_of(measurements.begin(), measurements.end(), [&](const boost::json::value& each) {
    return each.at("name").as_string() == name;
  });
}

}  // namespace

TEST_CASE("A changed probe restarts; the other's connection is the same as before") {
  auto& database = Database::get();
  StatusAgent agent(database.both(), {});
  REQUIRE(agent.wait_for(30s, is_well));
  const auto first = database.connected("first");
  const auto second = database.connected("second");
  agent.write_config(database.both("select 2 as two"));
  const auto reloaded = agent.reload();
  CHECK(reloaded.status == 200);
  CHECK(reloaded.text == "1 probe restarted (second), 1 goes on\n");
  CHECK(wait_until(20s, [&] {
    const auto now = database.connection("second");
    return !now.empty() && now != second;
  }));
  CHECK(agent.wait_for(20s, is_well));
  INFO(agent.process().err());
  CHECK(database.connection("first") == first);
  CHECK(wait_until(10s, [&] {
    return boost::json::serialize(agent.get("api/series?measurement=second_numbers"))
               .find("\"two\"") != std::string::npos;
  }));
}

TEST_CASE("A bad file changes nothing, and the answer has its mistakes with file and line") {
  auto& database = Database::get();
  StatusAgent agent(database.both(), {});
  REQUIRE(agent.wait_for(30s, is_well));
  const auto first = database.connected("first");
  const auto second = database.connected("second");
  agent.write_config(database.both() + "  - {name: third, plugin: postgress}\nunknown: 1\n");
  const auto reloaded = agent.reload();
  CHECK(reloaded.status == 422);
  INFO(reloaded.text);
  CHECK(reloaded.text.find("agent.yaml:5:") != std::string::npos);
  CHECK(reloaded.text.find("did you mean 'postgres'?") != std::string::npos);
  CHECK(reloaded.text.find("unknown key 'unknown'") != std::string::npos);
  CHECK(reloaded.text.find("secret") == std::string::npos);
  CHECK(database.connection("first") == first);
  CHECK(database.connection("second") == second);
  CHECK(is_well(agent.get("api/status")));
}

TEST_CASE("SIGHUP reloads: a probe that went is gone from the page, a new one is there") {
  auto& database = Database::get();
  StatusAgent agent("probes:\n" + database.probe("first", "select 1 as one"), {});
  REQUIRE(agent.wait_for(30s, is_well));
  const auto first = database.connected("first");
  agent.write_config(database.both());
  agent.process().signal(SIGHUP);
  CHECK(wait_until(20s, [&] { return has_measurement(agent, "second_numbers"); }));
  CHECK(agent.wait_for(20s, is_well));
  agent.write_config("probes:\n" + database.probe("first", "select 1 as one"));
  agent.process().signal(SIGHUP);
  CHECK(wait_until(20s, [&] { return !has_measurement(agent, "second_numbers"); }));
  CHECK(wait_until(10s, [&] { return database.connection("second").empty(); }));
  CHECK(database.connection("first") == first);
  CHECK(has_measurement(agent, "probe"));
}

TEST_CASE(
    "A probe may have the agent's name: the page has both, and a reload takes the probe alone") {
  auto& database = Database::get();
  const auto of_the_same_name =
      "  - {name: test, plugin: postgres, interval: 200ms, settings: {url: \"" +
      database.server.url("first") +
      "\", password: first-secret, queries: [{measurement: same, sql: "
      "\"select 1 as one\"}]}}\n";
  StatusAgent agent("probes:\n" + of_the_same_name + database.probe("second", "select 1 as one"),
                    {});
  REQUIRE(agent.wait_for(30s, is_well));
  CHECK(wait_until(20s, [&] { return has_measurement(agent, "same"); }));
  CHECK(has_measurement(agent, "probe"));
  CHECK(has_measurement(agent, "livetap"));
  agent.write_config("probes:\n" + database.probe("second", "select 1 as one"));
  CHECK(agent.reload().status == 200);
  CHECK_FALSE(has_measurement(agent, "same"));
  CHECK(has_measurement(agent, "probe"));
  CHECK(has_measurement(agent, "second_numbers"));
}

TEST_CASE("What only a start can change is named, and stays as it was") {
  auto& database = Database::get();
  StatusAgent agent(database.both(), {});
  REQUIRE(agent.wait_for(30s, is_well));
  agent.write_config("grafana: {url: \"http://127.0.0.1:1\", user: u, password: ppp}\n" +
                     database.both());
  const auto reloaded = agent.reload();
  CHECK(reloaded.status == 200);
  CHECK(reloaded.text ==
        "no probe changed, 2 go on; grafana changed: restart the agent for that\n");
  CHECK(agent.get("api/status").at("notes").as_array().size() == 1);
  agent.write_config(database.both());
  CHECK(agent.reload().text == "no probe changed, 2 go on\n");
  CHECK(agent.get("api/status").at("notes").as_array().empty());
}

TEST_CASE("SIGTERM ends the agent although a reload waits for plugins that hang") {
  auto& database = Database::get();
  StatusAgent agent(database.both(), {});
  REQUIRE(agent.wait_for(30s, is_well));
  TempFolder plugins{"hanging"};
  std::string probes = "plugin_dirs: [" + plugins.path().string() + "]\n" + database.both();
  for (const std::string name : {"one", "two", "three"}) {  // each is asked for 2 s
    std::filesystem::copy_file(LIVETAP_HANGING_PLUGIN, plugins / (name + ".so"));
    probes += "  - {name: " + name + ", plugin: " + name + "}\n";
  }
  agent.write_config(probes);
  agent.process().signal(SIGHUP);
  REQUIRE(agent.process().wait_for_output("reading the config again", 10s));
  agent.process().signal(SIGTERM);
  const auto exit = agent.process().wait(4s);
  REQUIRE(exit.has_value());
  CHECK(exit->code == 0);
}

TEST_CASE("--watch-config reloads by itself, and a bad file on the disk stops nothing") {
  auto& database = Database::get();
  StatusAgent agent("probes:\n" + database.probe("first", "select 1 as one"), {},
                    {"--watch-config"});
  REQUIRE(agent.wait_for(30s, is_well));
  agent.write_config("probes: [");
  CHECK(agent.process().wait_for_output("the old one stays in force", 20s));
  CHECK(is_well(agent.get("api/status")));
  agent.write_config(database.both());
  CHECK(wait_until(20s, [&] { return has_measurement(agent, "second_numbers"); }));
}
