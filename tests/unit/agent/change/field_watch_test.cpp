#include "agent/change/field_watch.hpp"

#include <doctest/doctest.h>

#include "unit/agent/change/watched.hpp"

using namespace livetap;
using namespace livetap::test;

namespace {

/// A watch of `service`, or of another shape, and what it says.
struct Bench {
  explicit Bench(const Measurement& shape = service(), Milliseconds series_ttl = 1h)
      : gathers(shape, series_ttl), watch(shape, {"services", {2, 2}, series_ttl}) {}

  /// One gather of these services: up, down or nothing is known.
  std::vector<Event> see(
      const std::vector<std::pair<std::string_view, std::optional<bool>>>& services) {
    for (const auto& [name, up] : services) {
      gathers.row({name}, {up ? Value{*up} : Value{}});
    }
    return close();
  }
  std::vector<Event> close(std::optional<Error> error = {}) {
    std::vector<Event> events;
    watch.see(gathers.close(std::move(error)), events);
    return events;
  }

  Gathers gathers;
  FieldWatch watch;
};

const Error refused{ErrorKind::unavailable, "refused", "", ""};
constexpr std::nullopt_t unknown = std::nullopt;

}  // namespace

TEST_CASE("a service that goes down makes one event, and its neighbours none") {
  Bench bench;
  CHECK(bench.see({{"a", true}, {"b", true}}).empty());
  CHECK(bench.see({{"a", false}, {"b", true}}).empty());
  const auto events = bench.see({{"a", false}, {"b", true}});
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == "service_down");
  CHECK(events[0].service == "a");
  CHECK((events[0].severity == Severity::error));
  CHECK((events[0].time == bench.gathers.now.wall));
  CHECK(bench.see({{"a", false}, {"b", true}}).empty());
}

TEST_CASE("with the default hysteresis and 500 ms a service is known to be down after a second") {
  Bench bench;
  FieldWatch watch(service(), {"services", {}, 1h});
  std::vector<Event> events;
  bench.gathers.row({"a"}, {true});
  watch.see(bench.gathers.close(), events);
  Milliseconds down{0};
  while (events.empty()) {
    bench.gathers.row({"a"}, {false});
    watch.see(bench.gathers.close({}, 500ms), events);
    down += 500ms;
  }
  CHECK((down == 1s));
}

TEST_CASE("null is unknown: it is neither bad nor good and breaks no count") {
  Bench bench;
  bench.see({{"a", true}});
  for (int i = 0; i < 5; ++i) {
    CHECK(bench.see({{"a", unknown}}).empty());
  }
  bench.see({{"a", false}});
  bench.see({{"a", unknown}});
  CHECK(bench.see({{"a", false}}).size() == 1);
  bench.see({{"a", unknown}});
  bench.see({{"a", true}});
  CHECK(bench.see({{"a", unknown}}).empty());
  CHECK(bench.see({{"a", true}}).size() == 1);
}

TEST_CASE("a failed gather says nothing about any series") {
  Bench bench;
  bench.see({{"a", true}});
  for (int i = 0; i < 5; ++i) {
    CHECK(bench.close(refused).empty());
  }
  CHECK(bench.see({{"a", true}}).empty());
}

TEST_CASE("a service that is down from the start is an event") {
  Bench bench;
  bench.see({{"a", false}});
  const auto events = bench.see({{"a", false}});
  REQUIRE(events.size() == 1);
  CHECK(attributes(events[0]).at("duration_s").is_null());
}

TEST_CASE("series that come, go and come back keep their own states") {
  Bench bench;
  bench.see({{"a", true}, {"c", true}});
  bench.see({{"a", true}, {"b", false}, {"c", false}});
  const auto events = bench.see({{"c", false}, {"b", false}});
  REQUIRE(events.size() == 2);
  CHECK(events[0].service == "c");
  CHECK(events[1].service == "b");
}

TEST_CASE("a series that is gone is forgotten after series_ttl, without an event") {
  Bench bench(subscription(), 10s);
  bench.gathers.row({"trades", "BTC"}, {true});
  bench.close();
  bench.gathers.row({"ticker", "BTC"}, {true});
  CHECK(bench.close().empty());
  CHECK(bench.watch.memory(bench.gathers.now).find("trades") != std::string::npos);
  for (int i = 0; i < 11; ++i) {
    bench.gathers.row({"ticker", "BTC"}, {true});
    CHECK(bench.close().empty());
  }
  CHECK(bench.watch.memory(bench.gathers.now).find("trades") == std::string::npos);
  // Back in another state: a first state like any other.
  bench.gathers.row({"trades", "BTC"}, {false});
  CHECK(bench.close().empty());
}

TEST_CASE("where on_empty is zero, a series that is gone is off") {
  Bench bench(subscription(OnEmpty::zero));
  bench.gathers.row({"trades", "BTC"}, {true});
  bench.close();
  const auto events = bench.close();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == "subscription_off");
}

TEST_CASE("only the direction that has a name makes an event") {
  auto shape = service();
  shape.fields[0].event_true.clear();
  Bench bench(shape);
  bench.see({{"a", true}});
  bench.see({{"a", false}});
  CHECK(bench.see({{"a", false}}).size() == 1);
  bench.see({{"a", true}});
  CHECK(bench.see({{"a", true}}).empty());
  bench.see({{"a", false}});
  CHECK(bench.see({{"a", false}}).size() == 1);
}

TEST_CASE("what was bad before a restart is no news after it, and its end tells the whole span") {
  Bench before;
  before.see({{"a", true}, {"b", false}});
  before.see({{"a", true}, {"b", false}});
  CHECK(before.watch.take_changed());
  CHECK(!before.watch.take_changed());
  const auto memory = before.watch.memory(before.gathers.now);

  Bench after;
  after.gathers.now.wall = before.gathers.now.wall + 1min;
  after.gathers.now.steady = SteadyTime() + 5s;  // another boot of the machine
  after.watch.remember(memory, after.gathers.now);
  CHECK(after.see({{"a", true}, {"b", false}}).empty());
  CHECK(after.see({{"a", true}, {"b", false}}).empty());
  CHECK(after.see({{"a", true}, {"b", true}}).empty());
  const auto events = after.see({{"a", true}, {"b", true}});
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == "service_up");
  CHECK(events[0].message == "b: up, was down for 1 min 4 s");
}

TEST_CASE("what went down while the agent was away is an event when it is back") {
  Bench before;
  before.see({{"a", true}});
  Bench after;
  after.watch.remember(before.watch.memory(before.gathers.now), after.gathers.now);
  after.see({{"a", false}});
  CHECK(after.see({{"a", false}}).size() == 1);
}

TEST_CASE("a field without a bad state is remembered in both states") {
  Bench before(subscription());
  before.gathers.row({"trades", "BTC"}, {true});
  before.gathers.row({"ticker", "BTC"}, {false});
  before.close();
  Bench after(subscription());
  after.watch.remember(before.watch.memory(before.gathers.now), after.gathers.now);
  after.gathers.row({"trades", "BTC"}, {false});
  after.gathers.row({"ticker", "BTC"}, {false});
  const auto events = after.close();
  REQUIRE(events.size() == 1);
  CHECK(events[0].message == "trades/BTC: off, was on for 1 s");
}

TEST_CASE("a memory outlives a restart in which its source was down") {
  Bench before;
  before.see({{"a", false}});
  before.see({{"a", false}});
  const auto memory = before.watch.memory(before.gathers.now);
  Bench between;
  between.watch.remember(memory, between.gathers.now);
  between.close(refused);
  Bench after;
  after.watch.remember(between.watch.memory(between.gathers.now), after.gathers.now);
  after.see({{"a", false}});
  CHECK(after.see({{"a", false}}).empty());
}

TEST_CASE("a memory of nonsense is no memory") {
  for (const auto* nonsense :
       {"", "{", "[1]", R"([{"tags":[1],"states":[]}])", R"([{"tags":["a"],"states":[["up"]]}])"}) {
    Bench bench;
    bench.watch.remember(nonsense, bench.gathers.now);
    bench.see({{"a", false}});
    CHECK(bench.see({{"a", false}}).size() == 1);
  }
}

TEST_CASE("only measurements with events on a series are watched") {
  CHECK(FieldWatch::wanted(service()));
  auto shape = service();
  shape.table = true;
  CHECK(!FieldWatch::wanted(shape));
  shape = service();
  shape.fields[0].event_true.clear();
  CHECK(FieldWatch::wanted(shape));
  shape.fields[0].event_false.clear();
  CHECK(!FieldWatch::wanted(shape));
}
