#include "agent/condition/level_watch.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

constexpr auto ok = Level::ok;
constexpr auto warn = Level::warn;
constexpr auto fail = Level::fail;

/// One series, looked at each second.
struct Bench {
  LevelWatch watch;
  LevelRule rule{3s, 2};
  SteadyTime now = SteadyTime() + 1h;

  std::optional<LevelTurn> see(std::optional<Level> level) {
    now += 1s;
    return watch.see(level, rule, now);
  }
};

}  // namespace

TEST_CASE("a level counts when it has held for so long, and dates from its beginning") {
  Bench bench;
  const auto first = bench.see(ok);
  REQUIRE(first);
  CHECK(!first->loud);
  CHECK(!bench.see(warn));
  CHECK(!bench.see(warn));
  CHECK(!bench.see(warn));
  const auto turn = bench.see(warn);
  REQUIRE(turn);
  CHECK((turn->level == warn));
  CHECK((turn->was == ok));
  CHECK((turn->before == 1s));
  CHECK(turn->loud);
  CHECK((bench.watch.since() == bench.now - 3s));
  CHECK(!bench.see(warn));
}

TEST_CASE("without a time to hold it counts at once") {
  Bench bench;
  bench.rule.hold = 0s;
  bench.see(ok);
  CHECK((bench.see(fail)->level == fail));
}

TEST_CASE("a break begins the time anew, and so does what is unknown") {
  for (const auto between : {std::optional(ok), std::optional<Level>()}) {
    Bench bench;
    bench.see(ok);
    bench.see(warn);
    bench.see(warn);
    bench.see(between);
    CHECK(!bench.see(warn));
    CHECK(!bench.see(warn));
    CHECK(!bench.see(warn));
    CHECK(bench.see(warn));
  }
}

TEST_CASE("fail counts as warn while it has not held for long enough itself") {
  Bench bench;
  bench.see(ok);
  bench.see(warn);
  bench.see(warn);
  bench.see(fail);
  CHECK((bench.see(fail)->level == warn));
  CHECK(!bench.see(fail));
  const auto turn = bench.see(fail);
  REQUIRE(turn);
  CHECK((turn->level == fail));
  CHECK((turn->was == warn));
}

TEST_CASE("better counts after some gathers in a row, down to where it is") {
  Bench bench;
  bench.rule.hold = 0s;
  bench.see(fail);
  CHECK(!bench.see(ok));
  CHECK(!bench.see(fail));
  CHECK(!bench.see(ok));
  const auto turn = bench.see(warn);
  REQUIRE(turn);
  CHECK((turn->level == warn));
  CHECK((turn->was == fail));
  CHECK((turn->before == 3s));
  CHECK(!bench.see(ok));
  CHECK((bench.see(ok)->level == ok));
}

TEST_CASE("a first bad level is loud and has no state before") {
  Bench bench;
  bench.rule.hold = 0s;
  const auto turn = bench.see(warn);
  REQUIRE(turn);
  CHECK(turn->loud);
  CHECK(!turn->before);
}

TEST_CASE("what is unknown changes nothing") {
  Bench bench;
  bench.rule.hold = 0s;
  bench.see(fail);
  for (int i = 0; i < 5; ++i) {
    CHECK(!bench.see({}));
  }
  CHECK(!bench.see(fail));
  CHECK((bench.watch.known() == fail));
}

TEST_CASE("what was bad before the restart stays so without having to hold again") {
  Bench bench;
  bench.watch.remember(fail, bench.now - 1min);
  CHECK(!bench.see({}));
  CHECK(!bench.see(fail));
  CHECK(!bench.see(fail));
  CHECK((bench.watch.known() == fail));
  CHECK(!bench.see(ok));
  CHECK((bench.see(ok)->before == 64s));
}
