#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "integration/agent/agent_process.hpp"

using namespace livetap::test;

TEST_CASE("--version says the version and the plugin ABI") {
  const auto run = run_agent({"--version"});
  CHECK(run.status == 0);
  CHECK(run.out == "livetap " LIVETAP_VERSION " (plugin ABI 1.1)\n");
}

TEST_CASE("--list-plugins names what stands beside the program") {
  const auto run = run_agent({"--config", "/nowhere.yaml", "--list-plugins"});
  CHECK(run.status == 0);
  CHECK(run.out.find("postgres") != std::string::npos);
  CHECK(run.out.find("rabbitmq") != std::string::npos);
}

TEST_CASE("--describe lists a plugin's settings; an unknown one names the folders searched") {
  const auto run = run_agent({"--config", "/nowhere.yaml", "--describe", "postgres"});
  CHECK(run.status == 0);
  CHECK(run.out.find("queries[].sql") != std::string::npos);
  const auto unknown = run_agent({"--config", "/nowhere.yaml", "--describe", "postgress"});
  CHECK(unknown.status == 1);
  CHECK(unknown.err.find("lib/livetap") != std::string::npos);
}

TEST_CASE("--schema is JSON that knows the plugins' settings") {
  const auto run = run_agent({"--config", "/nowhere.yaml", "--schema"});
  CHECK(run.status == 0);
  CHECK(boost::json::parse(run.out).at("$schema").is_string());
  CHECK(run.out.find("ack_ratio") != std::string::npos);
}

TEST_CASE("--check-config finds a plugin's own complaint at its line and ends with 78") {
  TempFolder folder;
  const auto config = folder.write("agent.yaml", R"(probes:
  - name: trading
    plugin: postgres
    settings:
      url: postgresql://w@127.0.0.1/x
      queries:
        - {measurement: a, sql: select 1}
        - {measurement: a, sql: select 2}
)");
  const auto run = run_agent({"--config", config, "--check-config"});
  CHECK(run.status == 78);
  CHECK(run.out.empty());
  CHECK(run.err.find("agent.yaml:8:") != std::string::npos);
}

TEST_CASE("--check-config finds nothing wrong with the shipped config, its plugins asked") {
  const auto run = run_agent(
      {"--config", LIVETAP_CONFIG_DIR "/agent.yaml", "--check-config"},
      {{"GF_SECURITY_ADMIN_PASSWORD", "secret-1"}, {"GRAFANA_POSTGRES_PASSWORD", "secret-2"}});
  CHECK(run.err == "");
  CHECK(run.status == 0);
}

TEST_CASE("Two probes with the same measurement are told apart by a prefix") {
  TempFolder folder;
  const std::string probes = R"(probes:
  - {name: a, plugin: rabbitmq, settings: {url: "http://127.0.0.1:1", user: u, password: ppp}}
  - {name: b, plugin: rabbitmq, PREFIX settings: {url: "http://127.0.0.1:2", user: u, password: ppp}}
)";
  auto with = probes;
  with.replace(with.find("PREFIX"), 6, "prefix: eu_,");
  auto without = probes;
  without.replace(without.find("PREFIX "), 7, "");
  const auto bad = run_agent({"--config", folder.write("bad.yaml", without), "--check-config"});
  CHECK(bad.status == 78);
  CHECK(bad.err.find("bad.yaml:3:") != std::string::npos);
  CHECK(bad.err.find("already that of probe 'a'") != std::string::npos);
  const auto good = run_agent({"--config", folder.write("good.yaml", with), "--check-config"});
  INFO(good.err);
  CHECK(good.status == 0);
}

TEST_CASE(
    "--check-config refuses names that would meet in one table of the history, at their line") {
  TempFolder folder;
  const auto config = folder.write("agent.yaml", R"(probes:
  - name: trading
    plugin: postgres
    settings:
      url: postgresql://w@127.0.0.1/x
      queries:
        - {measurement: orders, sql: select 1}
        - {measurement: orders_minute, sql: select 2}
        - {measurement: event_hour, sql: select 3}
  - name: more
    plugin: postgres
    prefix: more_
    settings:
      url: postgresql://w@127.0.0.1/x
      queries:
        - {measurement: orders, sql: select 1}
        - sql: select 2
          measurement: orders_by
)");
  const auto run = run_agent({"--config", config, "--check-config"});
  CHECK(run.status == 78);
  INFO(run.err);
  CHECK(run.err.find("agent.yaml:8:25: probe 'trading': 'orders_minute' clashes with the history "
                     "of measurement 'orders'") != std::string::npos);
  CHECK(run.err.find("agent.yaml:9:25: probe 'trading': 'event_hour' clashes with the history of "
                     "measurement 'event'") != std::string::npos);
  CHECK(run.err.find("agent.yaml:18:24: probe 'more': 'more_orders_by' clashes with the history "
                     "of measurement 'more_orders'") != std::string::npos);
  CHECK(run.err.find("give it another name, or its probe a prefix") != std::string::npos);
}

TEST_CASE("--check-config refuses fields that would meet in one column of the history") {
  TempFolder folder;
  const auto config = folder.write("agent.yaml", R"(probes:
  - name: trading
    plugin: postgres
    settings:
      url: postgresql://w@127.0.0.1/x
      queries:
        - measurement: ticks
          sql: select 1 as price, 2 as price_max
          fields: {price: {type: double}, price_max: {type: double}}
  - name: hidden
    plugin: postgres
    prefix: hidden_
    settings:
      url: postgresql://w@127.0.0.1/x
      queries:
        - {measurement: ticks, sql: "select 1 as xmin", fields: {xmin: {type: int}}}
)");
  const auto run = run_agent({"--config", config, "--check-config"});
  CHECK(run.status == 78);
  INFO(run.err);
  CHECK(run.err.find("agent.yaml:5:7: probe 'trading'") != std::string::npos);
  CHECK(run.err.find("field 'price_max' clashes with a history column of gauge 'price'") !=
        std::string::npos);
  CHECK(run.err.find("agent.yaml:16:") != std::string::npos);
  CHECK(run.err.find("'xmin' is reserved") != std::string::npos);
}

TEST_CASE("A config that is not there is said to be missing") {
  const auto run = run_agent({"--config", "/nowhere/agent.yaml", "--check-config"});
  CHECK(run.status == 78);
  CHECK(run.err.find("/nowhere/agent.yaml") != std::string::npos);
}
