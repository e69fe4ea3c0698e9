#include "agent/change/probe_watch.hpp"

#include <doctest/doctest.h>

#include "unit/agent/change/watched.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

struct Bench {
  ProbeWatch watch{"trading", {2, 2}};
  Moment now{SteadyTime() + 1000h, WallTime(1'700'000'000'000ms)};

  std::vector<Event> see(std::string_view measurement, const std::string& error = "",
                         ErrorKind kind = ErrorKind::unavailable) {
    std::vector<Event> events;
    watch.see(measurement,
              error.empty() ? std::nullopt : std::optional(Error{kind, error, "start it", ""}), now,
              events);
    return events;
  }
  /// A second with these measurements, each failing with the text or, if it is empty, good.
  std::vector<Event> second(
      const std::vector<std::pair<std::string_view, std::string>>& measurements) {
    now.steady += 1s;
    now.wall += 1s;
    std::vector<Event> all;
    for (const auto& [measurement, error] : measurements) {
      for (auto& event : see(measurement, error)) {
        all.push_back(event);
      }
    }
    return all;
  }
};

}  // namespace

TEST_CASE("a probe fails after `down` failures and is well after `up` good gathers") {
  Bench bench;
  CHECK(bench.second({{"signals", ""}}).empty());
  CHECK(bench.second({{"signals", "refused"}}).empty());
  const auto failing = bench.second({{"signals", "refused"}});
  REQUIRE(failing.size() == 1);
  CHECK(failing[0].type == "probe_failing");
  CHECK(failing[0].service == "trading");
  CHECK(failing[0].probe == "trading");
  CHECK((failing[0].severity == Severity::error));
  CHECK((failing[0].time == bench.now.wall));
  CHECK(failing[0].message == "signals: refused; was well for 1 s");
  CHECK(bench.second({{"signals", "refused"}}).empty());
  CHECK(bench.second({{"signals", ""}}).empty());
  const auto recovered = bench.second({{"signals", ""}});
  REQUIRE(recovered.size() == 1);
  CHECK(recovered[0].type == "probe_recovered");
  CHECK((recovered[0].severity == Severity::info));
  CHECK(recovered[0].message == "well again, was failing for 3 s");
}

TEST_CASE("an outage that takes all measurements along is one pair of events") {
  Bench bench;
  bench.second({{"signals", ""}, {"orders", ""}, {"fills", ""}});
  bench.second({{"signals", "refused"}, {"orders", "refused"}, {"fills", "refused"}});
  const auto failing =
      bench.second({{"signals", "refused"}, {"orders", "refused"}, {"fills", "refused"}});
  REQUIRE(failing.size() == 1);
  CHECK(failing[0].message == "signals, orders, fills: refused; was well for 1 s");
  bench.second({{"signals", ""}, {"orders", ""}, {"fills", ""}});
  CHECK(bench.second({{"signals", ""}, {"orders", ""}, {"fills", ""}}).size() == 1);
}

TEST_CASE("one measurement that fails is named, and what fails for another reason is not") {
  Bench bench;
  bench.second({{"signals", ""}, {"orders", "locked"}});
  const auto events = bench.second({{"signals", "too late"}, {"orders", "locked"}});
  REQUIRE(events.size() == 1);
  CHECK(events[0].message.starts_with("orders: locked"));
  const auto of = attributes(events[0]);
  CHECK(of.at("measurements").as_array().size() == 1);
  CHECK(of.at("kind").as_string() == "unavailable");
  CHECK(of.at("reason").as_string() == "locked");
  CHECK(of.at("hint").as_string() == "start it");
}

TEST_CASE("an outage lasts until its last measurement is well") {
  Bench bench;
  bench.second({{"signals", "refused"}, {"orders", "refused"}});
  CHECK(bench.second({{"signals", "refused"}, {"orders", "refused"}}).size() == 1);
  for (int i = 0; i < 3; ++i) {
    CHECK(bench.second({{"signals", ""}, {"orders", "locked"}}).empty());
  }
  CHECK(bench.second({{"signals", ""}, {"orders", ""}}).empty());
  const auto events = bench.second({{"signals", ""}, {"orders", ""}});
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == "probe_recovered");
}

TEST_CASE("a worker that never says what it measures makes its probe fail all the same") {
  Bench bench;
  bench.second({{"", "crashed: signal 11 (segmentation fault)"}});
  const auto events = bench.second({{"", "crashed: signal 11 (segmentation fault)"}});
  REQUIRE(events.size() == 1);
  CHECK(events[0].message == "crashed: signal 11 (segmentation fault)");
}

TEST_CASE("many measurements are counted, not listed") {
  Bench bench;
  std::vector<std::pair<std::string_view, std::string>> all;
  for (const auto* name : {"a", "b", "c", "d", "e"}) {
    all.emplace_back(name, "refused");
  }
  bench.second(all);
  CHECK(bench.second(all).at(0).message == "a, b, c and 2 more: refused");
}

TEST_CASE("one failure between good gathers is no outage, and what was cancelled is none") {
  Bench bench;
  for (int i = 0; i < 4; ++i) {
    CHECK(bench.second({{"signals", "late"}}).empty());
    CHECK(bench.second({{"signals", ""}}).empty());
    CHECK(bench.see("signals", "cancelled", ErrorKind::cancelled).empty());
    CHECK(bench.see("signals", "cancelled", ErrorKind::cancelled).empty());
  }
}

TEST_CASE("a probe that failed before the restart fails silently after it, and recovers aloud") {
  Bench before;
  before.second({{"signals", "refused"}});
  before.second({{"signals", "refused"}});
  CHECK(before.watch.take_changed());
  Bench after;
  after.now.wall = before.now.wall + 1min;
  after.watch.remember(before.watch.memory(before.now), after.now);
  for (int i = 0; i < 3; ++i) {
    CHECK(after.second({{"signals", "refused"}, {"", "refused"}}).empty());
  }
  CHECK(after.second({{"signals", ""}, {"", ""}}).empty());
  const auto events = after.second({{"signals", ""}, {"", ""}});
  REQUIRE(events.size() == 1);
  CHECK(events[0].message == "well again, was failing for 1 min 5 s");
  CHECK(after.watch.memory(after.now) == "[]");
}
