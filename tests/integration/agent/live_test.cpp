#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "integration/agent/running_agent.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

TEST_CASE("Every measurement has its channels, each with one schema for ever") {
  RunningAgentProcess run;
  REQUIRE(run.more_messages("rabbitmq_queue_table", 3, 30s));
  REQUIRE(run.more_messages("signals", 3, 30s));
  for (const auto* name :
       {"signals", "signals_5m", "signals_table", "orders", "recent_signals_table",
        "rabbitmq_queue", "rabbitmq_queue_5m", "rabbitmq_queue_table", "rabbitmq_node", "probe",
        "probe_table", "livetap", "postgres_query"}) {
    CAPTURE(name);
    CHECK(run.grafana.schemas(channel(name)).size() == 1);
  }
  CHECK(run.grafana.rejected().empty());
}

TEST_CASE("A window is full at its first message: 150 points of every series, oldest first") {
  RunningAgentProcess run;
  REQUIRE(run.newest(
      "signals_5m", [](const LiveFrame& frame) { return frame.rows() == 300; }, 30s));
  const auto frame = run.grafana.newest(channel("signals_5m"))->frame;
  std::set<std::int64_t> times(frame.times_ms.begin(), frame.times_ms.end());
  CHECK(times.size() == 150);
  CHECK(*times.rbegin() - *times.begin() == 149 * 2000);
  std::size_t bitcoin = 0;
  for (const auto& labels : frame.labels) {
    bitcoin += labels == "asset=BTC" ? 1 : 0;
  }
  CHECK(bitcoin == 150);
}

TEST_CASE("A worker that is killed costs its probe a gap and the other probe nothing") {
  RunningAgentProcess run;
  REQUIRE(run.more_messages("signals", 2, 30s));
  REQUIRE(run.more_messages("rabbitmq_queue", 2, 30s));
  const auto from = std::chrono::steady_clock::now();
  const auto worker = run.worker("rabbitmq");
  REQUIRE(worker > 0);
  kill(worker, SIGKILL);
  const auto restarted = [](const LiveFrame& frame) {
    for (std::size_t row = 0; row < frame.rows(); ++row) {
      if (frame.cell("restarts", row) == Cell{1.0}) {
        return frame.labels[row].find("probe=rabbitmq") != std::string::npos;
      }
    }
    return false;
  };
  CHECK(run.newest("probe", restarted, 20s));
  CHECK(run.more_messages("rabbitmq_queue", 2, 20s));
  CHECK(run.newest(
      "rabbitmq_queue", [](const LiveFrame& frame) { return frame.cell("messages", 0) != Cell{}; },
      20s));
  CHECK(run.worker("rabbitmq") != worker);
  CHECK(run.longest_gap("signals", from) < 2s);
}

TEST_CASE("A frozen worker is killed, says why, and comes back") {
  RunningAgentProcess run;
  REQUIRE(run.more_messages("signals", 2, 30s));
  REQUIRE(run.more_messages("rabbitmq_queue", 2, 30s));
  const auto from = std::chrono::steady_clock::now();
  const auto worker = run.worker("rabbitmq");
  kill(worker, SIGSTOP);
  CHECK(run.newest(
      "probe",
      [](const LiveFrame& frame) {
        for (std::size_t row = 0; row < frame.rows(); ++row) {
          const auto error = frame.cell("error", row);
          const auto* text = std::get_if<std::string>(&error);
          if (frame.labels[row].find("rabbitmq_queue") != std::string::npos && text != nullptr &&
              !text->empty()) {
            return true;
          }
        }
        return false;
      },
      20s));
  CHECK(run.newest(
      "rabbitmq_queue", [](const LiveFrame& frame) { return frame.cell("messages", 0) != Cell{}; },
      30s));
  CHECK(run.worker("rabbitmq") != worker);
  CHECK(run.longest_gap("signals", from) < 2s);
}

TEST_CASE("A source that hangs costs its own probe alone, which says so and comes back") {
  auto& sources = Sources::get();
  RunningAgentProcess run;
  REQUIRE(run.more_messages("signals", 2, 30s));
  REQUIRE(run.newest(
      "rabbitmq_queue", [](const LiveFrame& frame) { return frame.cell("messages", 0) != Cell{}; },
      30s));
  const auto from = std::chrono::steady_clock::now();
  sources.rabbit.pause();
  const bool went_null = run.newest(
      "rabbitmq_queue", [](const LiveFrame& frame) { return frame.cell("messages", 0) == Cell{}; },
      20s);
  const auto gap = run.longest_gap("signals", from);
  sources.rabbit.resume();
  CHECK(went_null);
  CHECK(gap < 2s);
  CHECK(run.newest(
      "rabbitmq_queue", [](const LiveFrame& frame) { return frame.cell("messages", 0) != Cell{}; },
      30s));
}

TEST_CASE("One locked table silences its own query; the others keep their rhythm") {
  auto& sources = Sources::get();
  RunningAgentProcess run;
  REQUIRE(run.more_messages("orders", 2, 30s));
  ChildProcess lock(
      {.command = {"psql", sources.postgres.url_with_password("postgres", "ytrader"), "-c",
                   "begin; lock table orders in access exclusive mode; "
                   "select pg_sleep(8); rollback"}});
  CHECK(run.newest(
      "orders", [](const LiveFrame& frame) { return frame.cell("count", 0) == Cell{}; }, 10s));
  const auto from = std::chrono::steady_clock::now();
  CHECK(run.more_messages("signals", 6, 10s));
  CHECK(run.longest_gap("signals", from) < 2s);
  CHECK(run.newest(
      "signals", [](const LiveFrame& frame) { return frame.cell("count", 0) != Cell{}; }, 1s));
  CHECK(run.newest(
      "orders", [](const LiveFrame& frame) { return frame.cell("count", 0) != Cell{}; }, 30s));
}

TEST_CASE("Grafana away and back: every channel's newest state comes again") {
  RunningAgentProcess run;
  REQUIRE(run.more_messages("signals_table", 1, 30s));
  run.grafana.stop();
  std::this_thread::sleep_for(3s);
  const auto windows = run.grafana.message_count(channel("rabbitmq_queue_5m"));
  run.grafana.start();
  CHECK(run.grafana.wait_for(
      [&] { return run.grafana.message_count(channel("rabbitmq_queue_5m")) > windows; }, 15s));
  CHECK(run.more_messages("signals", 3, 15s));
  CHECK(run.grafana.schemas(channel("signals")).size() == 1);
}

TEST_CASE("SIGTERM ends the agent in good order; SIGKILL leaves no worker behind") {
  {
    RunningAgentProcess run;
    REQUIRE(run.more_messages("signals", 1, 30s));
    run.agent.signal(SIGTERM);
    const auto exit = run.agent.wait(10s);
    REQUIRE(exit);
    CHECK(exit->code == 0);
    CHECK(exit->leftovers == 0);
  }
  RunningAgentProcess run;
  REQUIRE(run.more_messages("signals", 1, 30s));
  const auto worker = run.worker("trading");
  REQUIRE(worker > 0);
  run.agent.signal(SIGKILL);
  REQUIRE(run.agent.wait(10s));
  CHECK(run.grafana.wait_for([&] { return kill(worker, 0) != 0; }, 5s));
}

TEST_CASE("No secret is in the log, the process list, a worker's environment or the state") {
  RunningAgentProcess run;
  REQUIRE(run.more_messages("signals", 2, 30s));
  const auto secret = Sources::get().postgres.password("watcher");
  for (const auto pid : run.agent.descendants()) {
    for (const auto* file : {"cmdline", "environ"}) {
      std::ifstream in("/proc/" + std::to_string(pid) + "/" + file, std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      CHECK(text.find(secret) == std::string::npos);
    }
  }
  CHECK((run.agent.out() + run.agent.err()).find(secret) == std::string::npos);
  for (const auto& file : std::filesystem::directory_iterator(run.folder / "var")) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    CHECK(text.find(secret) == std::string::npos);
  }
}

TEST_CASE("A second agent on the same state directory is refused and told why") {
  RunningAgentProcess run;
  REQUIRE(run.more_messages("signals", 1, 30s));
  auto environment = Sources::get().environment();
  environment["GRAFANA_PASSWORD"] = "admin-secret";
  const auto second = run_agent({"--config", run.config}, environment);
  CHECK(second.status == 1);
  CHECK(second.err.find("another agent uses it") != std::string::npos);
  const auto beside = run_agent({"--config", run.config, "--once"}, environment);
  CHECK(beside.status == 0);
  CHECK(beside.out.find("grafana") != std::string::npos);
}
