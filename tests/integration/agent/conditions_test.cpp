#include <doctest/doctest.h>

#include <csignal>

#include "integration/agent/watched_targets.hpp"
#include "support/grafana/live_endpoint.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

const std::string all_up = "gateway up\norders up\nmodels up\n";

}  // namespace

TEST_CASE("--check-config shows each mistake of a condition in its line, with a caret") {
  const WatchedTargets targets(all_up, R"(    conditions:
      - name: slow
        measurement: target
        warn: "check_ms > 10ms and nme == 'gateway'"
        fail: >-
          check_ms > 100ms
          and slow > 3
      - {name: other, measurement: targets, fail: "up = false"}
)");
  const auto run = run_agent({"--config", targets.config, "--check-config"});
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
  const WatchedTargets targets(all_up, R"(    conditions:
      - name: slow
        measurement: target
        where: name == 'orders'
        warn: check_ms > 10ms
        for: 30s
        reason: its check takes long
        hint: look at its load
)");
  const auto run = run_agent({"--config", targets.config, "--once"});
  CHECK(run.status == 0);
  INFO(run.out);
  CHECK(run.out.find("warn    orders   13 ms  slow: its check takes long (check_ms is 12.5), now; "
                     "whether for 30 s is not waited for -> look at its load\n") !=
        std::string::npos);
  CHECK(run.out.find("ok      gateway  13 ms\n") != std::string::npos);
}

TEST_CASE("A running agent makes events of conditions, and shows them live") {
  LiveEndpoint grafana;
  const WatchedTargets targets(all_up, R"(    conditions:
      - name: sluggish
        measurement: target
        warn: slow
        for: 300ms
)",
                               "grafana: {url: \"" + grafana.url() +
                                   "\", user: admin, password: admin-secret, windows: [5m]}\n");
  AgentAtWork run(targets.config);
  const auto shows = [&](const std::string& state, const Cell& level) {
    return grafana.wait_for(
        [&] {
          const auto message = grafana.newest("stream/livetap/condition");
          const auto frame = message ? message->frame : LiveFrame{};
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
  CHECK(shows("ok", 0.0));
  targets.write("gateway up\norders slow\nmodels up\n");
  CHECK(
      run.logged("services: condition_warn: sluggish (orders): warn: slow (slow is true); was ok"));
  CHECK(shows("warn", 1.0));
  targets.write("gateway up\norders unknown\nmodels up\n");
  CHECK(shows("unknown", Cell{}));
  targets.write("gateway up\norders up\nmodels up\n");
  CHECK(run.logged("services: condition_ok: sluggish (orders): ok, was warn for "));
  CHECK(shows("ok", 0.0));
  CHECK(grafana.schemas("stream/livetap/condition").size() == 1);
  CHECK(grafana.message_count("stream/livetap/condition_5m") > 0);
  CHECK(grafana.rejected().empty());
}

TEST_CASE("Reloads do not make a condition wait for its time anew") {
  const WatchedTargets targets("gateway up\norders slow\nmodels up\n", R"(    conditions:
      - name: sluggish
        measurement: target
        warn: slow
        for: 4s
)");
  AgentAtWork run(targets.config);
  const auto reload_until = [&](const std::string& text) {
    return wait_until(
        20s,
        [&] {
          run.agent.signal(SIGHUP);
          return run.says(text);
        },
        300ms);
  };
  REQUIRE(run.logged("runs 1 probe"));
  CHECK(reload_until("services: condition_warn: sluggish (orders): warn: slow (slow is true)"));
  CHECK(run.says("no probe changed, 1 goes on"));
}
