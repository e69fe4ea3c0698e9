#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <thread>
#include <utility>

#include "agent/journal/sqlite.hpp"
#include "integration/agent/running_agent.hpp"
#include "integration/journal/counting_agent.hpp"
#include "support/sanitized.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

TEST_CASE("killed at any moment, an agent loses no event and keeps none twice") {
  CountingAgent agent;
  std::mt19937 random(4711);
  std::int64_t before = 0;
  int grown = 0;
  {
    auto run = agent.start();  // before it has made the file there is nothing to agree with
    const bool began = wait_until(
        30s, [&] { return std::filesystem::exists(agent.journal) && agent.events("one") > 0; });
    INFO(run.err());
    REQUIRE(began);
    run.signal(SIGKILL);
    REQUIRE(run.wait(10s));
  }
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    auto run = agent.start();
    std::this_thread::sleep_for(std::chrono::milliseconds(200 + random() % 1300));
    if (round % 3 == 0) {
      for (const auto worker : run.descendants()) {
        kill(worker, SIGKILL);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 800));
    }
    run.signal(SIGKILL);
    REQUIRE(run.wait(10s));
    REQUIRE(agent.agrees());
    const auto events = agent.events("one") + agent.events("two");
    CHECK(events >= before);
    grown += events > before ? 1 : 0;
    before = events;
  }
  CHECK(grown >= (is_sanitized ? 3 : 10));  // a run that starts slowly is killed before it counts

  auto run = agent.start();
  REQUIRE(wait_until(30s, [&] { return agent.events("two") > before; }));
  run.signal(SIGTERM);
  const auto exit = run.wait(10s);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  CHECK(exit->leftovers == 0);
  CHECK_FALSE(std::filesystem::exists(agent.journal.string() + "-wal"));
  CHECK(agent.agrees());
  CHECK(agent.number("select count(*) = max(id) from event") == 1);  // no row was ever taken back
}

TEST_CASE("SIGTERM ends the agent within 3 s with everything that it has shown in the journal") {
  CountingAgent agent;
  auto run = agent.start();
  REQUIRE(agent.grafana.wait_for([&] { return agent.grafana.message_count(channel("event")) >= 5; },
                                 30s));
  const auto asked = std::chrono::steady_clock::now();
  run.signal(SIGTERM);
  REQUIRE(run.wait(20s));
  CHECK(std::chrono::steady_clock::now() - asked < 10s);  // 3 s, on a machine that is not busy
  std::size_t shown = 0;
  for (const auto& message : agent.grafana.messages(channel("event"))) {
    shown += message.frame.rows();
  }
  CHECK(agent.agrees());
  CHECK(agent.number("select count(*) from event") >= static_cast<std::int64_t>(shown));
}

TEST_CASE("the table has the newest events, and has them again after a restart") {
  CountingAgent agent;
  {
    auto run = agent.start();
    CHECK(agent.grafana.wait_for([&] { return agent.number_of_sink("delivered") > 300; }, 60s));
    CHECK(agent.balanced());
    run.signal(SIGKILL);
    REQUIRE(run.wait(10s));
  }
  const auto last = agent.number("select max(cast(message as integer)) from event");
  const auto tables = agent.grafana.message_count(channel("event_table"));
  agent.set_events(0);
  auto run = agent.start();
  REQUIRE(agent.grafana.wait_for(
      [&] { return agent.grafana.message_count(channel("event_table")) > tables; }, 30s));
  const auto frame = agent.grafana.newest(channel("event_table"))->frame;
  REQUIRE(frame.rows() == 200);
  CHECK(agent.cell("event_table", "type", 0) == "counted");
  CHECK(agent.cell("event_table", "service", 0) == "counter");
  CHECK(agent.cell("event_table", "severity", 0) == "info");
  bool newest_is_there = false;
  double at = std::numeric_limits<double>::max();
  for (std::size_t row = 0; row < 200; ++row) {
    newest_is_there |= agent.cell("event_table", "message", row) == std::to_string(last);
    const auto time = std::get<double>(frame.cell("at", row));
    CHECK(time <= at);
    at = time;
  }
  CHECK(newest_is_there);
  CHECK(agent.grafana.schemas(channel("event_table")).size() == 1);
  CHECK(agent.grafana.rejected().empty());
}

TEST_CASE("each event is one row of the live channel, and soon after it happened") {
  CountingAgent agent;
  auto run = agent.start();
  REQUIRE(agent.grafana.wait_for(
      [&] { return agent.grafana.message_count(channel("event")) >= 30; }, 60s));
  std::vector<std::int64_t> times;
  std::vector<std::string> numbers;
  std::vector<double> late_ms;
  const auto wall = std::chrono::system_clock::now();
  const auto steady = std::chrono::steady_clock::now();
  for (const auto& message : agent.grafana.messages(channel("event"))) {
    const auto& frame = message.frame;
    const auto arrived = std::chrono::duration<double, std::milli>(
        (wall - (steady - message.at)).time_since_epoch());
    for (std::size_t row = 0; row < frame.rows(); ++row) {
      times.push_back(frame.times_ms[row]);
      CHECK(frame.labels[row] == "service=counter, type=counted");
      numbers.push_back(std::get<std::string>(frame.cell("probe", row)) +
                        std::get<std::string>(frame.cell("message", row)));
      late_ms.push_back(arrived.count() - std::get<double>(frame.cell("at", row)));
    }
  }
  CHECK(std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) == times.end());
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::unique(numbers.begin(), numbers.end()) == numbers.end());
  std::sort(late_ms.begin(), late_ms.end());
  MESSAGE("from an event to its row: p50 " << late_ms[late_ms.size() / 2] << " ms, slowest "
                                           << late_ms.back() << " ms, of " << late_ms.size());
  CHECK(late_ms[late_ms.size() / 2] < 3000);
  CHECK(agent.grafana.schemas(channel("event")).size() == 1);
}

TEST_CASE("reloads lose no event and keep none twice, of a probe that was away as well") {
  CountingAgent agent;
  agent.leave_out_one(3);
  auto run = agent.start();
  REQUIRE(wait_until(30s, [&] { return agent.events("two") > 10; }));
  for (const int a_gather : {2, 5}) {
    agent.set_events(a_gather);
    run.signal(SIGHUP);
    const auto one = agent.events("one");
    const auto two = agent.events("two");
    REQUIRE(wait_until(
        30s, [&] { return agent.events("one") > one + 20 && agent.events("two") > two + 20; }));
    agent.leave_out_one(a_gather);
    run.signal(SIGHUP);
    std::int64_t before = -1;
    CHECK(wait_until(
        30s, [&] { return agent.events("one") == std::exchange(before, agent.events("one")); },
        2s));
  }
  run.signal(SIGTERM);
  REQUIRE(run.wait(20s));
  CHECK(agent.agrees());
}

TEST_CASE("a second agent in the same state directory is refused and harms nothing") {
  CountingAgent agent;
  auto run = agent.start();
  REQUIRE(wait_until(30s, [&] { return agent.events("one") > 10; }));
  auto second = agent.start();
  const auto exit = second.wait(20s);
  REQUIRE(exit);
  CHECK(exit->code != 0);
  CHECK(second.err().find("another agent uses it") != std::string::npos);
  const auto before = agent.events("one");
  CHECK(wait_until(30s, [&] { return agent.events("one") > before; }));
  CHECK(agent.agrees());
}

TEST_CASE("--once beside the agent moves no cursor and writes no journal") {
  CountingAgent agent;
  {
    auto run = agent.start();
    REQUIRE(wait_until(30s, [&] { return agent.events("two") > 0; }));
    run.signal(SIGTERM);
    REQUIRE(run.wait(20s));
  }
  const auto events = agent.number("select count(*) from event");
  ChildProcess once(
      {.command = {agent_program().string(), "--config", agent.folder / "agent.yaml", "--once"}});
  const auto exit = once.wait(30s);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  CHECK(agent.number("select count(*) from event") == events);
  CHECK(agent.agrees());
}

TEST_CASE("what went down before the agent was killed has recovered when it is up again") {
  const TempFolder folder;
  const auto file = folder.write("targets", "gateway up\n");
  const auto config =
      folder.write("agent.yaml",
                   "agent: {name: test, state_dir: ./var, http: off}\n"
                   "plugin_dirs: [" LIVETAP_TEST_PLUGINS
                   "]\n"
                   "probes:\n"
                   "  - {name: services, plugin: targets, interval: 100ms, settings: {file: \"" +
                       file.string() + "\"}}\n");
  const auto events = [&](const std::string& type) {
    livetap::journal::Database db(folder / "var/journal.db",
                                  livetap::journal::Database::Mode::read);
    return db.number("select count(*) from event where type = '" + type +
                     "' and probe = 'services' and service = 'gateway'");
  };
  const ChildOptions options{.command = {agent_program().string(), "--config", config.string()}};
  {
    ChildProcess run(options);
    REQUIRE(run.wait_for_output("runs 1 probes", 30s));
    folder.write("targets", "gateway down\n");
    REQUIRE(wait_until(30s, [&] { return events("target_down") == 1; }));
    run.signal(SIGKILL);
    REQUIRE(run.wait(10s));
  }
  folder.write("targets", "gateway up\n");
  ChildProcess run(options);
  CHECK(wait_until(30s, [&] { return events("target_up") == 1; }));
  CHECK(events("target_down") == 1);
}
