#include <doctest/doctest.h>

#include <optional>

#include "integration/agent/agent_process.hpp"
#include "integration/agent/live_agent.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

// An agent that is started again and again on one state directory, with a query whose columns its
// database gives.
struct Restarted {
  LiveEndpoint grafana;
  TempFolder folder;
  std::optional<ChildProcess> agent;

  void start() {
    const auto config =
        folder.write("agent.yaml",
                     "agent: {name: test, state_dir: ./var, http: off}\n"
                     "grafana: {url: \"" +
                         grafana.url() +
                         "\", user: admin, password: admin-secret, windows: []}\n"
                         "probes:\n"
                         "  - name: trading\n"
                         "    plugin: postgres\n"
                         "    interval: 200ms\n"
                         "    settings:\n"
                         "      url: " +
                         Sources::get().postgres.url("watcher", "ytrader") +
                         "\n"
                         "      password: ${PG_PASSWORD}\n"
                         "      queries: [{measurement: numbers, sql: select * from numbers}]\n");
    agent.emplace(ChildOptions{.command = {agent_program().string(), "--config", config.string()},
                               .environment = Sources::get().environment()});
  }

  bool logs(const std::string& text) { return agent->wait_for_output(text, 20s); }

  bool shows(const std::string& field, double value) {
    return grafana.wait_for(
        [&] {
          const auto message = grafana.newest(channel("numbers"));
          return message && message->frame.rows() == 1 &&
                 message->frame.cell(field, 0) == Cell{value};
        },
        20s);
  }
};

}  // namespace

TEST_CASE("Columns that change are refused while the agent runs, and taken at its next start") {
  auto& postgres = Sources::get().postgres;
  postgres.exec(
      "create table numbers as select 1.5::float8 as one; grant select on numbers to watcher",
      "ytrader");
  Restarted restarted;
  restarted.start();
  REQUIRE(restarted.shows("one", 1.5));

  postgres.exec("alter table numbers drop one, add two float8 default 2.5", "ytrader");
  CHECK(restarted.logs("another shape"));
  CHECK(restarted.agent->stop(10s).code == 0);

  restarted.start();
  CHECK(restarted.shows("two", 2.5));
  CHECK(restarted.logs("trading/numbers: its shape is another than before (field one is gone)"));
  postgres.exec("drop table numbers", "ytrader");
}
