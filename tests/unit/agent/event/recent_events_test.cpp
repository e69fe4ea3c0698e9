#include "agent/event/recent_events.hpp"

#include <doctest/doctest.h>

#include "unit/agent/event/sample_event.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

/// After all that happens in a test.
const WallTime now = sample_now.wall + 1h;

std::vector<std::string> messages(const RecentEvents& recent) {
  std::vector<std::string> all;
  for (const auto& event : recent.newest_first()) {
    all.push_back(event.message);
  }
  return all;
}

}  // namespace

TEST_CASE("events stand in the order of their times, newest first, however they came") {
  RecentEvents recent;
  for (const int second : {3, 1, 4, 2}) {
    recent.add(sample_event(std::to_string(second), sample_now.wall + std::chrono::seconds(second)),
               now);
  }
  CHECK(messages(recent) == std::vector<std::string>{"4", "3", "2", "1"});
}

TEST_CASE("of equal times the later comer stands first") {
  RecentEvents recent;
  for (const auto* message : {"a", "b", "c"}) {
    recent.add(sample_event(message), now);
  }
  CHECK(messages(recent) == std::vector<std::string>{"c", "b", "a"});
}

TEST_CASE("the newest 200 stay: the oldest goes, and what is older than all is not taken") {
  RecentEvents recent;
  for (int i = 0; i < 300; ++i) {
    recent.add(sample_event(std::to_string(i), sample_now.wall + std::chrono::seconds(i)), now);
  }
  REQUIRE(recent.newest_first().size() == 200);
  CHECK(recent.newest_first().front().message == "299");
  CHECK(recent.newest_first().back().message == "100");
  recent.add(sample_event("long ago", sample_now.wall - 1h), now);
  CHECK(recent.newest_first().back().message == "100");
  recent.add(sample_event("between", sample_now.wall + 100s + 1ms), now);
  CHECK(recent.newest_first().back().message == "between");
  CHECK(recent.newest_first().size() == 200);
}

TEST_CASE("what a clock dated that has been put right since does not stand before what is new") {
  RecentEvents recent;
  const auto wrong = sample_now.wall + 24h;
  for (int i = 0; i < 300; ++i) {
    recent.add(sample_event("wrong " + std::to_string(i), wrong + i * 1ms), wrong + i * 1ms);
  }
  recent.add(sample_event("right", sample_now.wall), sample_now.wall);
  const auto shown = messages(recent);
  REQUIRE(shown.size() == 200);
  CHECK(shown[0] == "right");
  CHECK(shown[1] == "wrong 299");
  CHECK(shown[2] == "wrong 298");
}

TEST_CASE("an event of the far future counts as one of now") {
  RecentEvents recent;
  recent.add(sample_event("future", sample_now.wall + 48h), sample_now.wall);
  recent.add(sample_event("ahead", sample_now.wall + 5s), sample_now.wall + 1s);
  recent.add(sample_event("new", sample_now.wall + 2s), sample_now.wall + 2s);
  CHECK(messages(recent) == std::vector<std::string>{"ahead", "new", "future"});
}
