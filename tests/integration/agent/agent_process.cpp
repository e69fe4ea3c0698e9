#include "integration/agent/agent_process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace livetap::test {

std::filesystem::path agent_program() {
  return LIVETAP_AGENT;
}

AgentRun run_agent(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment) {
  std::vector<std::string> command{agent_program().string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  ChildProcess agent({.command = command, .environment = environment});
  const auto exit = agent.wait(std::chrono::seconds(30));
  REQUIRE(exit);
  CHECK(exit->leftovers == 0);
  return {exit->code.value_or(-1), agent.out(), agent.err()};
}

Sources& Sources::get() {
  static Sources sources;
  return sources;
}

Sources::Sources() {
  postgres.create_role("watcher", "marker-of-postgres");
  postgres.create_database("ytrader");
  postgres.exec(
      "create table signals (asset text, confidence numeric(5,4), at timestamp default now());"
      "insert into signals values ('BTC', 0.5), ('BTC', 0.7), ('ETH', null);"
      "create table orders (order_id text, status text);"
      "insert into orders values ('1', 'filled'), ('2', 'rejected');"
      "grant select on signals, orders to watcher",
      "ytrader");
  rabbit.declare_queue("orders");
}

std::string Sources::config(const std::filesystem::path& state_dir,
                            const std::string& sections) const {
  return fmt::format(R"(agent: {{name: test, state_dir: "{}", http: off}}
{}
defaults: {{interval: 1s, timeout: 2s}}
probes:
  - name: trading
    plugin: postgres
    interval: 500ms
    settings:
      url: {}
      password: ${{PG_PASSWORD}}
      queries:
        - measurement: signals
          sql: select asset, count(*) as count, avg(confidence) as confidence from signals group by asset
          tags: [asset]
          fields: {{count: {{type: int, unit: short}}, confidence: {{type: double}}}}
          on_empty: zero
        - measurement: orders
          sql: select status, count(*) as count from orders group by status
          tags: [status]
          fields: {{count: {{type: int, unit: short}}}}
        - measurement: recent_signals
          sql: select at as happened, asset, confidence from signals order by at desc limit 100
          view: table
  - name: rabbitmq
    plugin: rabbitmq
    settings: {{url: "{}", user: "{}", password: "${{RABBIT_PASSWORD}}"}}
)",
                     state_dir.string(), sections, postgres.url("watcher", "ytrader"),
                     rabbit.management_url(), rabbit.user());
}

std::string Sources::config_of(const std::string& queries, const std::string& sections) const {
  return fmt::format(R"(agent: {{name: test, state_dir: ./var, http: off}}
{}
probes:
  - name: trading
    plugin: postgres
    interval: 200ms
    settings:
      url: {}
      password: ${{PG_PASSWORD}}
      queries: {}
)",
                     sections, postgres.url("watcher", "ytrader"), queries);
}

std::map<std::string, std::string> Sources::environment() const {
  return {{"PG_PASSWORD", postgres.password("watcher")}, {"RABBIT_PASSWORD", rabbit.password()}};
}

const boost::json::value& named(const boost::json::value& list, std::string_view name) {
  for (const auto& entry : list.as_array()) {
    if (entry.at("name").as_string() == name) {
      return entry;
    }
  }
  FAIL("no entry is named " << name);
  return list;
}

}  // namespace livetap::test
