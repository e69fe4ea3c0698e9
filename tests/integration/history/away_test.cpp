#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "agent/journal/sqlite.hpp"
#include "history_fixture.hpp"
#include "integration/agent/live_agent.hpp"
#include "support/peak_memory.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

// 200 targets, each 200 ms: 1,000 rows a second for the history.
std::filesystem::path write_config(const LiveEndpoint& grafana, const TempFolder& folder,
                                   const HistoryDatabase& database) {
  std::string targets;
  for (int i = 0; i < 200; ++i) targets += fmt::format("target-{} up\n", i);
  const auto file = folder.write("targets", targets);
  return folder.write("agent.yaml", fmt::format(R"(
agent: {{name: desk, state_dir: ./var, http: off}}
grafana: {{url: "{}", user: admin, password: admin-secret, windows: []}}
history: {{url: "{}", password: "{}", every: 200ms}}
plugin_dirs: ["{}"]
defaults: {{interval: 1s}}
probes:
  - {{name: services, plugin: targets, interval: 200ms, settings: {{file: "{}"}}}}
)",
                                                grafana.url(), database.url(), database.password(),
                                                LIVETAP_TEST_PLUGINS, file.string()));
}

double resident_mib(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Pss_Anon:")) return std::stod(line.substr(9)) / 1024;
  }
  return 0;
}

// An agent that ships, and a database that can be taken away from it.
class Away {
 public:
  Away()
      : agent([this](const LiveEndpoint& grafana,
                     const TempFolder& folder) { return write_config(grafana, folder, database); },
              [](const LiveEndpoint&, const TempFolder&) {
                return std::map<std::string, std::string>{};
              }) {
    REQUIRE(wait_until(60s, [&] {
      return database.value("select to_regclass('livetap.target') is not null") == "t" &&
             rows() > 5000;
    }));
  }

  std::int64_t rows() { return std::stoll(database.value("select count(*) from livetap.target")); }

  // Live goes on meanwhile, and memory stays as it is.
  void stay_away(std::chrono::seconds time) {
    const auto before = resident_mib(agent.agent.pid());
    auto most = before;
    const auto begun = Clock::now();
    std::chrono::milliseconds gap{0};
    while (Clock::now() < begun + time) {
      std::this_thread::sleep_for(500ms);
      most = std::max(most, resident_mib(agent.agent.pid()));
      // The endpoint forgets what is older than some minutes.
      gap = std::max(gap, agent.longest_gap("target", std::max(begun, Clock::now() - 10s)));
    }
    MESSAGE("away " << time.count() << " s: longest silence of live " << gap.count()
                    << " ms, memory " << before << " -> " << most << " MiB");
    CHECK(gap < 15s);  // 200 ms, on a machine that does nothing else
    if (memory_is_telling) CHECK(most - before <= 8);
  }

  // Right after it came back: every sample of before now arrives, each once.
  void check_that_all_arrives() {
    const auto back = Clock::now();
    const auto mark = database.value("select to_char(now(), 'YYYY-MM-DD HH24:MI:SS.MS+00')");
    const bool caught_up = wait_until(
        60s,
        [&] {
          return database.value("select max(time) >= '" + mark + "' from livetap.target") == "t";
        },
        100ms);
    const auto took = std::chrono::duration<double>(Clock::now() - back).count();
    MESSAGE("caught up in " << took << " s with " << rows() << " rows");
    CHECK(caught_up);
    CHECK(took <= 30);
    livetap::journal::Database journal(agent.folder / "var/journal.db",
                                       livetap::journal::Database::Mode::read);
    const auto in_journal = journal.number(
        "select count(*) from sample join shape on shape.id = sample.shape where measurement = "
        "'target' and time < " +
        database.value("select floor(extract(epoch from '" + mark + "'::timestamptz) * 1000)"));
    CHECK(database.value("select count(distinct time) from livetap.target where time < '" + mark +
                         "'") == std::to_string(in_journal));
    CHECK(database.value("select count(*) - 200 * count(distinct time) from livetap.target") ==
          "0");
  }

  HistoryDatabase database;
  LiveAgent agent;
};

bool is_nightly() {
  return std::getenv("LIVETAP_NIGHTLY") != nullptr;
}

}  // namespace

TEST_CASE("PostgreSQL may be away: memory and live stay as they are, and then all of it arrives") {
  Away away;
  away.database.server().stop();
  away.stay_away(is_nightly() ? 600s : 15s);
  away.database.server().start();
  away.check_that_all_arrives();
}

TEST_CASE("PostgreSQL may stand still: live stays as it is, and then all of it arrives, once") {
  Away away;
  away.database.server().pause();
  // Long enough for the shipper to give up, and for one that tries again: nightly.
  away.stay_away(is_nightly() ? 100s : 10s);
  if (is_nightly()) CHECK(away.agent.agent.err().find("history/ship: ") != std::string::npos);
  away.database.server().resume();
  away.check_that_all_arrives();
}
