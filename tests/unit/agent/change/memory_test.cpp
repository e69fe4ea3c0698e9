#include "agent/change/memory.hpp"

#include <doctest/doctest.h>

#include "unit/agent/change/watched.hpp"

using namespace livetap;
using namespace livetap::test;

TEST_CASE("a memory comes back as it was written, whatever the tags hold") {
  const std::vector<RememberedSeries> series{
      {{"a/b", "\"\\\n,="}, {{"up", 0, WallTime(1'700'000'000'123ms)}, {"on", 1, WallTime(0ms)}}},
      {{}, {{"level", 2, WallTime(5ms)}}}};
  CHECK((read_memory(write_memory(series)) == series));
  CHECK(read_memory(write_memory({})).empty());
}

TEST_CASE("a moment moves between the clocks, and a wall clock set back is no future") {
  const Moment now{SteadyTime() + 100s, WallTime(5000s)};
  CHECK((on_wall(SteadyTime() + 90s, now) == WallTime(4990s)));
  CHECK((on_steady(WallTime(4990s), now) == SteadyTime() + 90s));
  CHECK((on_steady(WallTime(6000s), now) == now.steady));
}
