#include "agent/event/recent_events.hpp"

#include <doctest/doctest.h>

#include "unit/agent/event/sample_event.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

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
    recent.add(
        sample_event(std::to_string(second), sample_now.wall + std::chrono::seconds(second)));
  }
  CHECK(messages(recent) == std::vector<std::string>{"4", "3", "2", "1"});
}

TEST_CASE("of equal times the later comer stands first") {
  RecentEvents recent;
  for (const auto* message : {"a", "b", "c"}) {
    recent.add(sample_event(message));
  }
  CHECK(messages(recent) == std::vector<std::string>{"c", "b", "a"});
}

TEST_CASE("the newest 200 stay: the oldest goes, and what is older than all is not taken") {
  RecentEvents recent;
  for (int i = 0; i < 300; ++i) {
    recent.add(sample_event(std::to_string(i), sample_now.wall + std::chrono::seconds(i)));
  }
  REQUIRE(recent.newest_first().size() == 200);
  CHECK(recent.newest_first().front().message == "299");
  CHECK(recent.newest_first().back().message == "100");
  recent.add(sample_event("long ago", sample_now.wall - 1h));
  CHECK(recent.newest_first().back().message == "100");
  recent.add(sample_event("between", sample_now.wall + 100s + 1ms));
  CHECK(recent.newest_first().back().message == "between");
  CHECK(recent.newest_first().size() == 200);
}
