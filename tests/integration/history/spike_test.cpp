#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <thread>

#include "history_fixture.hpp"
#include "integration/agent/agent_process.hpp"
#include "support/child_process.hpp"
#include "support/temp_folder.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

// Two targets whose states stand in a file, each 100 ms, and a history with slots of 4 s.
class Watched {
 public:
  Watched() {
    say("up", "up");
    config_ = folder_.write("agent.yaml", fmt::format(R"(
agent: {{name: desk, state_dir: ./var, http: off}}
history: {{url: "{}", password: "{}", every: 4s}}
plugin_dirs: ["{}"]
probes:
  - {{name: services, plugin: targets, interval: 100ms, settings: {{file: "{}"}}}}
)",
                                                      database.url(), database.password(),
                                                      LIVETAP_TEST_PLUGINS, file().string()));
  }

  ChildProcess start() const {
    return ChildProcess({.command = {agent_program().string(), "--config", config_.string()}});
  }
  void say(const char* queue, const char* service) const {
    const auto next =
        folder_.write("targets.new", fmt::format("queue {}\nservice {}\n", queue, service));
    std::filesystem::rename(next, file());
  }
  AgentRun history() const {
    return run_agent({"--config", config_.string(), "--history", "target", "--format", "csv"});
  }
  std::int64_t number(const std::string& sql) {
    return database.value("select to_regclass('livetap.target') is null") == "t"
               ? 0
               : std::stoll(database.value(sql));
  }

  HistoryDatabase database;

 private:
  std::filesystem::path file() const { return folder_ / "targets"; }

  TempFolder folder_{"spike"};
  std::filesystem::path config_;
};

}  // namespace

TEST_CASE("a second of a spike and two of an outage are in the row, the minute and the hour") {
  Watched watched;
  auto run = watched.start();
  REQUIRE(wait_until(
      60s, [&] { return watched.number("select count(distinct time) from livetap.target") >= 2; }));
  watched.say("busy", "up");
  std::this_thread::sleep_for(1s);
  watched.say("up", "down");
  std::this_thread::sleep_for(2s);
  watched.say("up", "up");
  const auto calm = watched.number("select count(distinct time) from livetap.target");
  REQUIRE(wait_until(60s, [&] {
    return watched.number("select count(distinct time) from livetap.target") >= calm + 3;
  }));
  for (const auto* table : {"target", "target_minute", "target_hour"}) {
    CAPTURE(table);
    CHECK(wait_until(60s, [&] {
      return watched.database.rows(
                 std::string("select name, max(coalesce(check_ms_max, check_ms)), "
                             "min(coalesce(check_ms_min, check_ms)), bool_and(up), "
                             "max(reason) from livetap.") +
                 table + " group by 1 order by 1") ==
             std::vector<std::string>{"queue|10000|12.5|t|-",
                                      "service|12.5|12.5|f|service is down"};
    }));
  }
  // A mean that says how long it was, not only that it was.
  CHECK(
      watched.number("select count(*) from livetap.target where name = 'queue' and check_ms > 100 "
                     "and check_ms < 9000") >= 1);
  CHECK(watched.number("select min(_batches) from livetap.target where check_ms_max is not null") >
        2);
  const auto printed = watched.history();
  CHECK(printed.status == 0);
  CHECK(printed.out.starts_with(
      "time,name,up,slow,check_ms,check_ms_min,check_ms_max,reason,hint\r\n"));
  CHECK(printed.out.find(",10000,") != std::string::npos);
  CHECK(printed.out.find(",service,false,") != std::string::npos);
  run.signal(SIGTERM);
  REQUIRE(run.wait(20s));
}

TEST_CASE("an agent that is killed loses the spread of the running slot, not its row") {
  Watched watched;
  auto run = watched.start();
  const auto slots = [&] {
    return watched.number("select count(distinct time) from livetap.target");
  };
  REQUIRE(wait_until(60s, [&] { return slots() >= 2; }));
  const auto before = slots();
  std::this_thread::sleep_for(1s);
  run.signal(SIGKILL);
  REQUIRE(run.wait(10s));
  auto next = watched.start();
  CHECK(wait_until(60s, [&] {
    return watched.number("select count(distinct time) from livetap.target where _batches = 1") >=
           1;
  }));
  CHECK(wait_until(60s, [&] { return slots() >= before + 2; }));
  // No slot of 4 s is without a row but those in which no agent ran.
  CHECK(watched.number(
            "select coalesce(max(gap), 0) from (select extract(epoch from time - lag(time) "
            "over (order by time))::bigint as gap from (select distinct time from "
            "livetap.target) t) g") <= 8);
  next.signal(SIGTERM);
  REQUIRE(next.wait(20s));
}
