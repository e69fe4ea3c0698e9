#include <doctest/doctest.h>
#include <signal.h>

#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// A probe in this mode dies in collect, says `reason`, comes back, and disturbs nobody.
void dies(const std::string& mode, const std::string& reason) {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", mode)});
  REQUIRE(bench.run_until([&] {
    return bench[1].says(reason) && bench.fleet.state(1).restarts >= 2 && bench[0].good() >= 10;
  }));
  CHECK(bench[1].good() == 0);
  check_undisturbed(bench, 0);
}

}  // namespace

TEST_CASE("a plugin that segfaults dies alone, is named, and starts again") {
  dies("segfault", "crashed: signal 11 (segmentation fault)");
}

TEST_CASE("a plugin that aborts dies alone") {
  dies("abort", "crashed: signal 6 (aborted)");
}

TEST_CASE("a plugin that calls exit ends its worker alone") {
  dies("exit_zero", "exited with status 0 although nobody asked");
  dies("quick_exit", "exited with status 3 although nobody asked");
}

TEST_CASE("a plugin that overflows its stack dies alone") {
  dies("stack_overflow", "crashed: signal 11 (segmentation fault)");
}

TEST_CASE("a plugin that crashes or exits while it is loaded is reported each interval") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("crash_at_load"), abi_probe("exit_at_load")});
  REQUIRE(bench.run_until([&] {
    return bench[1].reports.size() >= 5 && bench[2].reports.size() >= 5 && bench[0].good() >= 10;
  }));
  CHECK(bench[1].says("crashed: signal"));
  CHECK(bench[2].says("exited with status 0 although nobody asked"));
  CHECK(!bench[1].schema);
  CHECK(!bench.fleet.state(1).up);
  check_undisturbed(bench, 0);
}

TEST_CASE("an exception that leaves the plugin is an error with its text") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", "throw_collect"),
               abi_probe("misbehave", "throw_int"), abi_probe("misbehave", "throw_create"),
               abi_probe("misbehave", "throw_schema")});
  REQUIRE(bench.run_until([&] {
    return bench[1].says("an exception left collect of the plugin: thrown by collect") &&
           bench[2].says("an exception left collect of the plugin: of an unknown type") &&
           bench[3].says("an exception left create of the plugin: thrown by create") &&
           bench[4].says("an exception left schema of the plugin: thrown by schema") &&
           bench[0].good() >= 5;
  }));
  CHECK(bench.fleet.state(1).restarts == 0);
  check_undisturbed(bench, 0);
}

TEST_CASE("a worker that is killed from outside comes back within an interval or two") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", "none")});
  REQUIRE(bench.run_until([&] { return bench[1].good() >= 3; }));
  ::kill(bench.fleet.state(1).pid, SIGKILL);
  REQUIRE(bench.run_until([&] { return bench.fleet.state(1).restarts == 1; }));
  const auto before = bench[1].good();
  REQUIRE(bench.run_until([&] { return bench[1].good() >= before + 3; }));
  CHECK(bench[1].logged("killed from outside"));
  CHECK(bench.fleet.state(1).up);
  check_undisturbed(bench, 0);
}

TEST_CASE("a plugin that closes every descriptor loses its worker") {
  FleetBench bench;
  bench.start({abi_probe("plain"), abi_probe("misbehave", "close_descriptors")});
  REQUIRE(
      bench.run_until([&] { return bench.fleet.state(1).restarts >= 1 && bench[0].good() >= 10; }));
  CHECK(bench[1].failed() >= 1);
  check_undisturbed(bench, 0);
}
