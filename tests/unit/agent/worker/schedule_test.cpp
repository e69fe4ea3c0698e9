#include "agent/worker/schedule.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::worker;
using namespace std::chrono_literals;

namespace {
constexpr SteadyTime start{1h};
}

TEST_CASE("a schedule keeps to its grid however late it is looked at") {
  Schedule schedule(start, 1s);
  schedule.set_intervals({0ms});
  CHECK(schedule.take_due(start + 10ms) == std::vector<std::uint32_t>{0});
  CHECK(schedule.next() == start + 1s);
  CHECK(schedule.take_due(start + 1700ms) == std::vector<std::uint32_t>{0});
  CHECK(schedule.next() == start + 2s);
}

TEST_CASE("a suspend of a minute is one catch-up") {
  Schedule schedule(start, 1s);
  schedule.set_intervals({0ms});
  schedule.take_due(start);
  CHECK(schedule.take_due(start + 60s + 1ms).size() == 1);
  CHECK(schedule.take_due(start + 60s + 1ms).empty());
  CHECK(schedule.next() == start + 61s);
}

TEST_CASE("before its measurements are known a probe has a beat") {
  Schedule schedule(start, 1s);
  CHECK(schedule.next() == start);
  CHECK(schedule.take_due(start).empty());
  CHECK(schedule.next() == start + 1s);
}

TEST_CASE("an absurdly short interval is 10 ms") {
  Schedule schedule(start, 0ms);
  schedule.take_due(start);
  CHECK(schedule.next() == start + 10ms);
}
