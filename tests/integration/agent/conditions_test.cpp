#include <doctest/doctest.h>

#include "integration/agent/agent_process.hpp"
#include "support/grafana/live_endpoint.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

/// A config of one probe whose targets stand in a file, with these conditions.
std::string targets_config(const TempFolder& folder, const std::string& conditions) {
  const auto file = folder.write("targets", "gateway up\norders up\nmodels up\n");
  return folder
      .write("agent.yaml",
             "agent: {name: test, state_dir: ./var, http: off}\n"
             "plugin_dirs: [" LIVETAP_TEST_PLUGINS
             "]\n"
             "probes:\n"
             "  - name: services\n"
             "    plugin: targets\n"
             "    interval: 100ms\n"
             "    settings: {file: \"" +
                 file.string() + "\"}\n    conditions:\n" + conditions)
      .string();
}

}  // namespace

TEST_CASE("--check-config shows each mistake of a condition in its line, with a caret") {
  TempFolder folder;
  const auto config = targets_config(folder, R"(      - name: slow
        measurement: target
        warn: "check_ms > 10ms and nme == 'gateway'"
        fail: >-
          check_ms > 100ms
          and slow > 3
      - {name: other, measurement: targets, fail: "up = false"}
)");
  const auto run = run_agent({"--config", config, "--check-config"});
  CHECK(run.status == 78);
  INFO(run.err);
  const auto says = [&](const std::string& text) {
    return run.err.find(text) != std::string::npos;
  };
  CHECK(
      says("agent.yaml:11:36: condition 'slow': target has no tag and no field 'nme'\n"
           "   11 |         warn: \"check_ms > 10ms and nme == 'gateway'\"\n"
           "      |                                    ^\n"
           "  hint: did you mean 'name'?\n"));
  CHECK(says("agent.yaml:14:22: condition 'slow': this is a number"));
  CHECK(says("agent.yaml:15:36: probe 'services' does not measure 'targets'\n"));
  CHECK(says("agent.yaml:15:55: condition 'other': '=' is not known here\n"));
}

TEST_CASE("--once judges targets by conditions, and does not wait until they hold") {
  TempFolder folder;
  const auto config = targets_config(folder, R"(      - name: slow
        measurement: target
        where: name == 'orders'
        warn: check_ms > 10ms
        for: 30s
        reason: its check takes long
        hint: look at its load
)");
  const auto run = run_agent({"--config", config, "--once"});
  CHECK(run.status == 0);
  INFO(run.out);
  CHECK(run.out.find("warn    orders   13 ms  slow: its check takes long (check_ms is 12.5), now; "
                     "whether for 30 s is not waited for -> look at its load\n") !=
        std::string::npos);
  CHECK(run.out.find("ok      gateway  13 ms\n") != std::string::npos);
}

TEST_CASE("A running agent makes events of conditions, and shows them live") {
  LiveEndpoint grafana;
  TempFolder folder;
  const auto config = targets_config(folder,
                                     R"(      - name: sluggish
        measurement: target
        warn: slow
        for: 300ms
)" + ("grafana: {url: \"" + grafana.url() +
      "\", user: admin, password: admin-secret, windows: [5m]}\n"));
  ChildProcess agent({.command = {agent_program().string(), "--config", config}});
  const auto logged = [&](const std::string& text) {
    return wait_until(20s, [&] { return agent.err().find(text) != std::string::npos; });
  };
  const auto shows = [&](const std::string& state, const Cell& level) {
    return grafana.wait_for(
        [&] {
          const auto messages = grafana.messages("stream/livetap/condition");
          const auto& frame = messages.empty() ? LiveFrame{} : messages.back().frame;
          for (std::size_t row = 0; row < frame.rows(); ++row) {
            if (frame.labels[row] == "condition=sluggish, probe=services, series=orders" &&
                frame.cell("state", row) == Cell{state} && frame.cell("level", row) == level) {
              return true;
            }
          }
          return false;
        },
        20s);
  };
  const auto write = [&](const std::string& targets) {
    std::filesystem::rename(folder.write("targets.new", targets), folder / "targets");
  };
  CHECK(shows("ok", 0.0));
  write("gateway up\norders slow\nmodels up\n");
  CHECK(logged("services: condition_warn: sluggish (orders): warn: slow (slow is true); was ok"));
  CHECK(shows("warn", 1.0));
  write("gateway up\norders unknown\nmodels up\n");
  CHECK(shows("unknown", Cell{}));
  write("gateway up\norders up\nmodels up\n");
  CHECK(logged("services: condition_ok: sluggish (orders): ok, was warn for "));
  CHECK(shows("ok", 0.0));
  CHECK(grafana.schemas("stream/livetap/condition").size() == 1);
  CHECK(grafana.message_count("stream/livetap/condition_5m") > 0);
  CHECK(grafana.rejected().empty());
}
