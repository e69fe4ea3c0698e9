#include <doctest/doctest.h>
#include <signal.h>

#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

void hangs(const std::string& mode) {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", mode)});
  REQUIRE(bench.run_until([&] {
    return bench[1].says("killed: collect did not return within 500 ms") &&
           bench.fleet.state(1).restarts >= 2;
  }));
  check_undisturbed(bench, 0);
}

}  // namespace

TEST_CASE("a collect that hangs is killed after its deadline and the grace") {
  hangs("hang_collect");
}

TEST_CASE("a collect that burns a core is killed") {
  hangs("spin_collect");
}

TEST_CASE("a cancel that hangs, too, is killed") {
  hangs("hang_cancel");
}

TEST_CASE("a plugin that obeys the cancel keeps its worker") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", "wait_for_cancel")});
  REQUIRE(bench.run_until([&] { return bench[1].failed() >= 2; }));
  CHECK(bench[1].says("collect was cancelled at its timeout of 500 ms"));
  CHECK(bench.fleet.state(1).restarts == 0);
  check_undisturbed(bench, 0);
}

TEST_CASE("plugins that hang in dlopen, create or schema are killed, and nobody waits for them") {
  FleetOptions options;
  options.create_timeout = 700ms;
  FleetBench bench(options);
  bench.start({abi_probe("plain"), abi_probe("hang_at_load"), abi_probe("misbehave", "hang_create"),
               abi_probe("misbehave", "hang_schema")});
  REQUIRE(bench.run_until([&] {
    return bench.fleet.state(1).restarts >= 1 && bench.fleet.state(2).restarts >= 1 &&
           bench.fleet.state(3).restarts >= 1 && bench[0].good() >= 10;
  }));
  for (std::size_t i = 1; i <= 3; ++i) {
    CHECK(bench[i].logged("killed: the plugin was not ready within 700 ms"));
  }
  check_undisturbed(bench, 0);
}

TEST_CASE("an agent with hanging plugins stops within 3 s") {
  FleetBench bench;
  bench.start({abi_probe("misbehave", "hang_destroy"), abi_probe("misbehave", "hang_collect"),
               abi_probe("misbehave", "hang_create"), abi_probe("hang_at_load"),
               abi_probe("misbehave", "throw_destroy"), abi_probe("streaming", "deaf")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 2; }));
  CHECK(bench.stop() <= 3s);
  CHECK(children().empty());
}

TEST_CASE("a worker that is frozen is killed at its next collect and comes back") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", "none")});
  REQUIRE(bench.run_until([&] { return bench[1].good() >= 2; }));
  ::kill(bench.fleet.state(1).pid, SIGSTOP);
  REQUIRE(bench.run_until([&] { return bench.fleet.state(1).restarts == 1; }));
  CHECK(bench[1].says("killed: collect did not return within 500 ms"));
  const auto before = bench[1].good();
  REQUIRE(bench.run_until([&] { return bench[1].good() > before; }));
  check_undisturbed(bench, 0);
}
