#include "agent/change/changes.hpp"

#include <doctest/doctest.h>

#include "unit/agent/change/watched.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

const Error refused{ErrorKind::unavailable, "refused", "", ""};

/// A probe `services` with the measurement `service`.
struct Bench {
  Gathers gathers{service()};
  Changes changes;

  explicit Bench(std::map<std::string, std::string> memory = {}) {
    changes.remember(std::move(memory));
    changes.add_probe(0, {"services", {2, 2}, 1h}, {service()}, gathers.now);
  }

  Commit see(bool up) {
    gathers.row({"a"}, {up});
    const auto snapshot = gathers.close();
    return changes.on_gather(0, 0, snapshot.error, &snapshot, gathers.now);
  }
  Commit fail() {
    const auto snapshot = gathers.close(refused);
    return changes.on_gather(0, 0, snapshot.error, &snapshot, gathers.now);
  }
};

void keep(std::map<std::string, std::string>& state, const Commit& commit) {
  for (const auto& [key, value] : commit.state) {
    state[key] = value;
  }
}

}  // namespace

TEST_CASE("events come with the entries of the memory that they change, and only with those") {
  Bench bench;
  CHECK(bench.see(true).empty());
  CHECK(bench.see(false).empty());
  const auto down = bench.see(false);
  CHECK(down.events.size() == 1);
  REQUIRE(down.state.size() == 1);
  CHECK(down.state[0].first == "fields/services/service");
  CHECK(bench.see(false).empty());
}

TEST_CASE("what an agent handed out is what the next one needs") {
  std::map<std::string, std::string> state;
  Bench before;
  keep(state, before.see(false));
  keep(state, before.see(false));
  keep(state, before.fail());
  keep(state, before.fail());
  CHECK(state.size() == 2);
  Bench after(state);
  CHECK(after.fail().empty());
  CHECK(after.fail().empty());
  CHECK(after.see(false).empty());
  CHECK(after.see(false).events.empty());
}

TEST_CASE("a probe that begins anew keeps what is known of it") {
  Bench bench;
  bench.see(false);
  bench.see(false);
  bench.changes.add_probe(0, {"services", {2, 2}, 1h}, {service()}, bench.gathers.now);
  CHECK(bench.see(false).empty());
  CHECK(bench.see(false).empty());
  bench.see(true);
  CHECK(bench.see(true).events.size() == 1);
}

TEST_CASE("a late measurement is watched once it is declared, and counts for its probe before") {
  auto late = subscription();
  late.late = true;
  Changes changes;
  Gathers gathers(subscription());
  changes.add_probe(0, {"trading", {1, 1}, 1h}, {late}, gathers.now);
  const auto failing = changes.on_gather(0, 0, refused, nullptr, gathers.now);
  REQUIRE(failing.events.size() == 1);
  CHECK(failing.events[0].message == "subscription: refused");
  changes.add_measurement(0, 0, subscription(), gathers.now);
  const auto see = [&](bool on) {
    gathers.row({"trades", "BTC"}, {on});
    const auto snapshot = gathers.close();
    return changes.on_gather(0, 0, {}, &snapshot, gathers.now).events;
  };
  CHECK(see(false).at(0).type == "probe_recovered");
  CHECK(see(true).at(0).type == "subscription_on");
}

TEST_CASE("a probe without a schema fails by its collects") {
  Changes changes;
  const Moment now{SteadyTime() + 1h, WallTime(1h)};
  changes.add_probe(1, {"broken", {2, 2}, 1h}, {}, now);
  CHECK(changes.on_collected(1, refused, now).empty());
  const auto commit = changes.on_collected(1, refused, now);
  REQUIRE(commit.events.size() == 1);
  CHECK(commit.events[0].probe == "broken");
  CHECK(commit.state.at(0).first == "probe/broken");
  CHECK(changes.on_collected(0, refused, now).empty());
  CHECK(changes.on_gather(7, 0, refused, nullptr, now).empty());
}
