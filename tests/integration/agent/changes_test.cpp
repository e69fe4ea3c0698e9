#include <doctest/doctest.h>

#include <fstream>

#include "integration/agent/agent_process.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

/// An agent that watches the targets of a file, and the file.
struct WatchedTargets {
  TempFolder folder;
  std::filesystem::path file = folder.write("targets", "gateway up\norders up\n");
  std::string config = folder
                           .write("agent.yaml",
                                  "agent: {name: test, state_dir: ./var, http: off}\n"
                                  "plugin_dirs: [" LIVETAP_TEST_PLUGINS
                                  "]\n"
                                  "probes:\n"
                                  "  - name: services\n"
                                  "    plugin: targets\n"
                                  "    interval: 100ms\n"
                                  "    hysteresis: {down: 3, up: 2}\n"
                                  "    settings: {file: \"" +
                                      file.string() + "\"}\n")
                           .string();
  ChildProcess agent{{.command = {agent_program().string(), "--config", config}}};

  void write(const std::string& targets) const {
    const auto fresh = file.string() + ".new";
    std::ofstream(fresh) << targets;
    std::filesystem::rename(fresh, file);
  }
  bool logged(const std::string& text) {
    return wait_until(20s, [&] { return agent.err().find(text) != std::string::npos; });
  }
};

}  // namespace

TEST_CASE("A target that goes down and comes back is two events, in words") {
  WatchedTargets run;
  REQUIRE(run.logged("runs 1 probes"));
  run.write("gateway down\norders up\n");
  CHECK(run.logged("services: target_down: gateway: down: gateway is down"));
  run.write("gateway up\norders up\n");
  CHECK(run.logged("services: target_up: gateway: up, was down for "));
  CHECK(run.agent.err().find("orders:") == std::string::npos);
}

TEST_CASE("A probe whose source is gone is failing once, and recovers") {
  WatchedTargets run;
  REQUIRE(run.logged("runs 1 probes"));
  std::filesystem::remove(run.file);
  CHECK(run.logged("services: probe_failing: target: cannot open "));
  run.write("gateway up\n");
  CHECK(run.logged("services: probe_recovered: well again, was failing for "));
  const auto log = run.agent.err();
  CHECK(log.find("probe_failing") == log.rfind("probe_failing"));
  CHECK(log.find("target_down") == std::string::npos);
}

TEST_CASE("A bool column of a query makes an event for the row in which it has changed") {
  auto& sources = Sources::get();
  sources.postgres.exec(
      "create table subscriptions (topic text, is_active bool);"
      "insert into subscriptions values ('trades.BTC', true), ('ticker.ETH', true);"
      "grant select on subscriptions to watcher",
      "ytrader");
  TempFolder folder;
  const auto config = folder.write(
      "agent.yaml",
      "agent: {name: test, state_dir: ./var, http: off}\n"
      "probes:\n"
      "  - name: trading\n"
      "    plugin: postgres\n"
      "    interval: 200ms\n"
      "    settings:\n"
      "      url: " +
          sources.postgres.url("watcher", "ytrader") +
          "\n"
          "      password: ${PG_PASSWORD}\n"
          "      queries:\n"
          "        - measurement: subscription\n"
          "          sql: select topic, is_active as active from subscriptions\n"
          "          tags: [topic]\n"
          "          fields:\n"
          "            active:\n"
          "              events: {on_true: subscription_on, on_false: subscription_off}\n");
  ChildProcess agent({.command = {agent_program().string(), "--config", config.string()},
                      .environment = sources.environment()});
  const auto logged = [&](const std::string& text) {
    return wait_until(20s, [&] { return agent.err().find(text) != std::string::npos; });
  };
  // shapes.json is there once the first result was seen: from then on a change is one.
  REQUIRE(wait_until(20s, [&] { return std::filesystem::exists(folder / "var/shapes.json"); }));
  std::this_thread::sleep_for(1s);
  sources.postgres.exec("update subscriptions set is_active = false where topic = 'trades.BTC'",
                        "ytrader");
  CHECK(logged("trading: subscription_off: trades.BTC: off, was on for "));
  sources.postgres.exec("update subscriptions set is_active = true", "ytrader");
  CHECK(logged("trading: subscription_on: trades.BTC: on, was off for "));
  CHECK(agent.err().find("ticker.ETH") == std::string::npos);
}
