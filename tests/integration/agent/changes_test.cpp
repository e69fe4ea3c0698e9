#include <doctest/doctest.h>

#include <csignal>

#include "integration/agent/watched_targets.hpp"
#include "support/grafana/live_endpoint.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

const std::string quick = "    hysteresis: {down: 3, up: 2}\n";

}  // namespace

TEST_CASE("A target that goes down and comes back is two events, in words, and live") {
  LiveEndpoint grafana;
  const WatchedTargets targets("gateway up\norders up\n", quick,
                               "grafana: {url: \"" + grafana.url() +
                                   "\", user: admin, password: admin-secret, windows: [5m]}\n");
  AgentAtWork run(targets.config);
  REQUIRE(run.logged("runs 1 probes"));
  targets.write("gateway down\norders up\n");
  CHECK(run.logged("services: target_down: gateway: down: gateway is down"));
  targets.write("gateway up\norders up\n");
  CHECK(run.logged("services: target_up: gateway: up, was down for "));
  CHECK(!run.says("orders:"));
  const auto shown = [&] {
    const auto message = grafana.newest("stream/livetap/event_table");
    const auto frame = message ? message->frame : LiveFrame{};
    return frame.rows() >= 2 && frame.cell("type", 0) == Cell{std::string("target_up")} &&
           frame.cell("service", 0) == Cell{std::string("gateway")} &&
           frame.cell("type", 1) == Cell{std::string("target_down")} &&
           frame.cell("severity", 1) == Cell{std::string("error")};
  };
  CHECK(grafana.wait_for(shown, 20s));
}

TEST_CASE("A probe whose source is gone is failing once, and recovers") {
  const WatchedTargets targets("gateway up\n", quick);
  AgentAtWork run(targets.config);
  REQUIRE(run.logged("runs 1 probes"));
  std::filesystem::remove(targets.file);
  CHECK(run.logged("services: probe_failing: target: cannot open "));
  targets.write("gateway up\n");
  CHECK(run.logged("services: probe_recovered: well again, was failing for "));
  const auto log = run.agent.err();
  CHECK(log.find("probe_failing") == log.rfind("probe_failing"));
  CHECK(log.find("target_down") == std::string::npos);
}

TEST_CASE("What is down when the agent ends is no news when it is back, and its end is") {
  const WatchedTargets targets("gateway up\norders down\n", quick);
  {
    AgentAtWork run(targets.config);
    REQUIRE(run.logged("target_down: orders: down"));
    run.agent.signal(SIGTERM);
    REQUIRE(run.agent.wait(10s));
  }
  AgentAtWork run(targets.config);
  REQUIRE(run.logged("runs 1 probes"));
  targets.write("gateway down\norders down\n");
  CHECK(run.logged("target_down: gateway: down"));
  targets.write("gateway down\norders up\n");
  CHECK(run.logged("target_up: orders: up, was down for "));
  CHECK(!run.says("target_down: orders"));
}

TEST_CASE("A bool column of a query makes an event for the row in which it has changed") {
  auto& sources = Sources::get();
  sources.postgres.exec(
      "create table subscriptions (topic text, is_active bool);"
      "insert into subscriptions values ('trades.BTC', true), ('ticker.ETH', true);"
      "grant select on subscriptions to watcher",
      "ytrader");
  TempFolder folder;
  LiveEndpoint grafana;
  const auto config =
      folder.write("agent.yaml", sources.config_of(R"(
        - measurement: subscription
          sql: select topic, is_active as active from subscriptions
          tags: [topic]
          fields:
            active:
              events: {on_true: subscription_on, on_false: subscription_off})",
                                                   "grafana: {url: \"" + grafana.url() +
                                                       "\", user: admin, password: "
                                                       "admin-secret}\n"));
  ChildProcess agent({.command = {agent_program().string(), "--config", config.string()},
                      .environment = sources.environment()});
  const auto logged = [&](const std::string& text) {
    return wait_until(20s, [&] { return agent.err().find(text) != std::string::npos; });
  };
  // From the first rows on a change is one.
  REQUIRE(grafana.wait_for(
      [&] {
        const auto rows = grafana.newest("stream/livetap/subscription");
        return rows && rows->frame.rows() == 2;
      },
      20s));
  sources.postgres.exec("update subscriptions set is_active = false where topic = 'trades.BTC'",
                        "ytrader");
  CHECK(logged("trading: subscription_off: trades.BTC: off, was on for "));
  sources.postgres.exec("update subscriptions set is_active = true", "ytrader");
  CHECK(logged("trading: subscription_on: trades.BTC: on, was off for "));
  CHECK(agent.err().find("ticker.ETH") == std::string::npos);
}
