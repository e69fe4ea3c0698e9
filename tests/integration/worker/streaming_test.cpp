#include <doctest/doctest.h>
#include <signal.h>

#include "fleet_bench.hpp"

using namespace livetap;
using namespace livetap::test;

TEST_CASE("a streaming probe sends its gathers as it closes them") {
  FleetOptions options;
  options.stop_timeout = 10s;
  FleetBench bench(options);
  bench.start({abi_probe("streaming", "steady")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 30; }));
  CHECK(bench[0].failed() == 0);
  CHECK(bench.fleet.state(0).phase == "collecting");
  CHECK(bench.fleet.state(0).health == "connected");
  CHECK(bench.fleet.state(0).up);
  CHECK(bench.stop() < 9s);  // cancelled, not killed
}

TEST_CASE("a streaming probe is told how often rows are wanted, and whether it may stay") {
  auto spec = abi_probe("streaming", "told");
  spec.interval = 700ms;
  FleetBench staying;
  staying.start({spec});
  REQUIRE(staying.run_until([&] { return staying[0].good() >= 1; }));
  CHECK(staying[0].last_good().rows.tag(0, 0) == "stays");
  CHECK(staying[0].last_good().rows.field(0, 0) == Value(std::int64_t{700}));

  FleetBench single;
  bool done = false;
  single.fleet.collect_once({spec}, [&] { done = true; });
  REQUIRE(single.run_until([&] { return done; }));
  CHECK(single[0].last_good().rows.tag(0, 0) == "one round");
}

TEST_CASE("rows that a streaming probe never closes leave each interval") {
  FleetBench bench;
  bench.start({abi_probe("streaming", "unflushed")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 5; }));
  CHECK(bench[0].last_good().rows.size() >= 2);
}

TEST_CASE("a streaming probe that cannot be cancelled is killed at the stop") {
  FleetBench bench;
  bench.start({abi_probe("streaming", "deaf")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 2; }));
  CHECK(bench.stop() <= 3s);
}

TEST_CASE("a streaming probe whose worker is frozen counts as hung") {
  FleetOptions options;
  options.stall = 1s;
  FleetBench bench(options);
  bench.start({abi_probe("streaming", "steady"), abi_probe("plain")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 2; }));
  ::kill(bench.fleet.state(0).pid, SIGSTOP);
  REQUIRE(bench.run_until([&] { return bench.fleet.state(0).restarts == 1; }));
  CHECK(bench[0].logged("killed: the plugin was silent for 1 s"));
  const auto before = bench[0].good();
  REQUIRE(bench.run_until([&] { return bench[0].good() > before; }));
  check_undisturbed(bench, 1);
}

TEST_CASE("a stream that is lost says why, and is asked for again") {
  FleetBench bench;
  bench.start({abi_probe("streaming", "lost")});
  REQUIRE(bench.run_until([&] { return bench[0].good() >= 8; }));
  CHECK(bench[0].says("the source of the stream is gone"));
  CHECK(bench.fleet.state(0).restarts == 0);
}

TEST_CASE("a streaming probe that crashes starts again") {
  FleetBench bench;
  bench.start({abi_probe("streaming", "crash")});
  REQUIRE(bench.run_until([&] { return bench.fleet.state(0).restarts >= 2; }));
  CHECK(bench[0].logged("exited with status 1 although nobody asked"));
  CHECK(bench[0].good() >= 5);
}
