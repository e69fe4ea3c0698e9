#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// Processes in the group of a worker; zombies, which only wait to be collected, do not count.
std::size_t group_members(pid_t group) {
  std::size_t members = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    char state = 0;
    int parent = 0;
    int process_group = 0;
    if (name_end != std::string::npos &&
        std::sscanf(line.c_str() + name_end + 1, " %c %d %d", &state, &parent, &process_group) ==
            3 &&
        process_group == group && state != 'Z') {
      ++members;
    }
  }
  return members;
}

}  // namespace

TEST_CASE("a plugin that leaks reaches the limit of its worker's memory, and no further") {
  FleetOptions options;
  options.memory_bytes = 64u << 20;
  FleetBench bench(options);
  auto leaking = abi_probe("misbehave", "leak");
  leaking.timeout = 20s;
  bench.start({abi_probe("plain"), leaking});
  // malloc gives it nothing from then on; what is left of it says so or dies.
  const auto resident_pages = [&] {
    std::ifstream file("/proc/" + std::to_string(bench.fleet.state(1).pid) + "/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident;
  };
  std::size_t most = 0;
  bench.run_until(
      [&] {
        most = std::max(most, resident_pages());
        return bench.fleet.state(1).restarts >= 1;
      },
      10s);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(most * 4096 > 30u << 20);
  CHECK(most * 4096 < 100u << 20);
#endif
  check_undisturbed(bench, 0);
}

TEST_CASE("a plugin that starts 1,000 threads disturbs nobody, and all end with its worker") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", "threads")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 20; }));
  CHECK(bench.stop() <= 3s);
  CHECK(children().empty());
  check_undisturbed(bench, 0);
}

TEST_CASE("what a plugin forks ends with its worker") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", "fork")});
  const auto worker = [&] { return bench.fleet.state(1).pid; };
  REQUIRE(bench.run_until([&] { return worker() != 0 && group_members(worker()) >= 4; }));
  const auto group = worker();
  ::kill(group, SIGKILL);
  REQUIRE(bench.run_until([&] { return group_members(group) == 0; }, 5s));
  REQUIRE(
      bench.run_until([&] { return bench.fleet.state(1).restarts == 1 && bench[0].good() >= 1; }));
  check_undisturbed(bench, 0);
}

TEST_CASE("a million rows in a gather are 5,000, and the rest is counted") {
  FleetBench bench;
  auto flooding = abi_probe("misbehave", "flood");
  flooding.timeout = 10s;
  bench.start({abi_probe("plain"), flooding});
  REQUIRE(bench.run_until([&] { return bench[1].good() >= 1; }, 30s));
  CHECK(bench[1].last_good().rows.size() == 5'000);
  CHECK(bench[1].last_good().dropped_rows == 995'000);
  check_undisturbed(bench, 0);
}

TEST_CASE("a million log lines are a few, and their number is told") {
  FleetBench bench;
  auto flooding = abi_probe("misbehave", "flood_log", 200'000);
  flooding.timeout = 10s;
  bench.start({abi_probe("plain"), flooding});
  const auto told = [&] { return bench[1].logged("were dropped: too many"); };
  REQUIRE(bench.run_until([&] { return bench[1].good() >= 2 && bench[0].good() >= 20 && told(); },
                          30s));
  CHECK(bench[1].log.size() < 1'000);
  for (const auto& line : bench[1].log) {
    CHECK(line.size() <= 4'096);
  }
  check_undisturbed(bench, 0);
}
