#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>

#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// Whether the events of the plugin `counting` are 1, 2, 3 ..., none missing and none twice.
bool counted_without_a_gap(const std::vector<Event>& events) {
  int expected = 0;
  return std::all_of(events.begin(), events.end(), [&](const Event& event) {
    return event.message == std::to_string(++expected);
  });
}

}  // namespace

TEST_CASE("a reload restarts the probes that changed, and no others") {
  FleetBench bench;
  bench.start(
      {abi_probe("misbehave", "none"), abi_probe("plain"), abi_probe("streaming", "steady")});
  REQUIRE(bench.run_until([&] { return bench[1].good() >= 3 && bench[2].good() >= 1; }));
  const auto kept_pid = bench.fleet.state(1).pid;

  bench.probes.clear();
  auto changed = abi_probe("misbehave", "none", 5);
  const auto kept = bench.fleet.replace({abi_probe("plain"), changed, abi_probe("late", "good")});
  CHECK(kept == std::vector<std::optional<std::size_t>>{1, std::nullopt, std::nullopt});
  CHECK(bench.fleet.size() == 3);
  CHECK(bench.fleet.state(0).pid == kept_pid);
  CHECK(bench.fleet.schema(0) != nullptr);
  REQUIRE(bench.run_until(
      [&] { return bench[0].good() >= 3 && bench[1].good() >= 2 && bench[2].good() >= 2; }));
  CHECK(!bench[0].schema);  // said before
  CHECK(bench[1].schema->at(0).name == "misbehave");
  CHECK(bench.fleet.state(0).restarts == 0);
  CHECK(bench[0].failed() == 0);
  CHECK(bench.probes.size() == 3);
  REQUIRE(bench.run_until([&] { return children().size() == 3; }, 3s));
}

TEST_CASE("a probe that is changed by a reload goes on with its state") {
  FleetBench bench;
  bench.start({abi_probe("counting", "", 3)});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 3; }));
  bench.fleet.replace({abi_probe("counting", "", 5)});
  const auto before = bench[0].events.size();
  REQUIRE(bench.run_until([&] { return bench[0].events.size() >= before + 10; }));
  CHECK(counted_without_a_gap(bench[0].events));
}

TEST_CASE("a worker that is killed goes on with the state of its last commit") {
  FleetBench bench;
  bench.start({abi_probe("counting", "", 3)});
  for (int round = 0; round < 3; ++round) {
    const auto before = bench[0].events.size();
    REQUIRE(bench.run_until([&] { return bench[0].events.size() >= before + 6; }));
    kill(bench.fleet.state(0).pid, SIGKILL);
  }
  const auto before = bench[0].events.size();
  REQUIRE(bench.run_until([&] { return bench[0].events.size() >= before + 6; }));
  CHECK(counted_without_a_gap(bench[0].events));
  CHECK(bench[0].state.at("next") == std::to_string(bench[0].events.size() + 1));
}
