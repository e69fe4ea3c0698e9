#include <doctest/doctest.h>

#include "fleet_bench.hpp"
#include "support/sanitized.hpp"

using namespace livetap;
using namespace livetap::test;

TEST_CASE("a single round asks every probe once, in parallel, and ends in time") {
  FleetBench bench;
  std::vector<ProbeSpec> specs{abi_probe("plain"),
                               abi_probe("misbehave", "segfault"),
                               abi_probe("late", "good"),
                               abi_probe("misbehave", "hang_collect"),
                               abi_probe("streaming", "steady"),
                               abi_probe("streaming", "silent"),
                               abi_probe("crash_at_load"),
                               abi_probe("misbehave", "hang_destroy"),
                               abi_probe("wrong_major"),
                               abi_probe("misbehave", "wait_for_cancel")};
  const auto timeout = 2s * patience;
  const auto span = std::to_string(timeout.count()) + " s";
  for (auto& spec : specs) {
    spec.timeout = timeout;
  }
  const auto began = std::chrono::steady_clock::now();
  bool done = false;
  bench.fleet.collect_once(specs, [&] { done = true; });
  REQUIRE(bench.run_until([&] { return done; }, 10s * patience));
  CHECK(std::chrono::steady_clock::now() - began < 10s * patience);
  CHECK(children().empty());

  CHECK(bench[0].good() == 1);
  CHECK(bench[1].says("crashed: signal 11"));
  CHECK(bench[2].good() == 2);
  CHECK(bench[3].says("killed: collect did not return within " + span));
  CHECK(bench[4].good() == 1);
  CHECK(bench[5].says("nothing was gathered within "));
  CHECK(bench[6].says("crashed: signal"));
  CHECK(bench[7].good() == 1);
  CHECK(bench[8].says("was built for plugin ABI"));
  CHECK(bench[9].says("collect was cancelled at its timeout of " + span));
  for (std::size_t i = 0; i < specs.size(); ++i) {
    CAPTURE(specs[i].name);
    CHECK(bench[i].reports.size() == 1);
    CHECK(bench.fleet.state(i).restarts == 0);
  }
}
