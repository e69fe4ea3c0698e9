#include "agent/run/sink_watch.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

const Warning clock_differs{"clock_differs", "", "the clock is 2 h ahead", "use NTP"};

Moment at(Milliseconds time) {
  return {SteadyTime{1h} + time, WallTime{1'700'000'000'000ms} + time};
}

std::vector<std::string> texts(SinkWatch& watch) {
  std::vector<std::string> made;
  for (const auto& event : watch.take().events) {
    made.push_back(event.service + " " + event.type + " " + std::string(to_string(event.severity)) +
                   ": " + event.message);
  }
  return made;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a warning is an event when it begins and when it has ended, not in between") {
  SinkWatch watch("desk");
  watch.look("history", {clock_differs}, at(0s));
  CHECK(texts(watch) == Texts{"history clock_differs warning: the clock is 2 h ahead -> use NTP"});
  for (int i = 1; i <= 75; ++i) {
    watch.look("history", {clock_differs}, at(i * 1s));
  }
  watch.look("history", {}, at(84s));
  CHECK(texts(watch).empty());
  watch.look("history", {}, at(85s));
  CHECK(texts(watch) == Texts{"history clock_differs_ended info: recovered after 1 min 15 s"});
  watch.look("history", {}, at(86s));
  CHECK(texts(watch).empty());
}

TEST_CASE("a sink that says nothing for a moment ends no warning, and another sink neither") {
  SinkWatch watch("desk");
  watch.look("history", {clock_differs}, at(0s));
  CHECK(texts(watch).size() == 1);
  watch.look("journal", {}, at(30s));
  watch.look("history", {clock_differs}, at(31s));
  watch.look("history", {}, at(35s));
  watch.look("history", {clock_differs}, at(36s));
  CHECK(texts(watch).empty());
}

TEST_CASE("warnings of one type are told apart by their subjects") {
  SinkWatch watch("desk");
  const Warning queue{"history_table_failing", "queue", "rows of queue wait", ""};
  const Warning node{"history_table_failing", "node", "rows of node wait", ""};
  watch.look("history", {queue}, at(0s));
  watch.look("history", {queue, node}, at(1s));
  CHECK(texts(watch).size() == 2);
  watch.look("history", {node}, at(20s));
  CHECK(texts(watch) ==
        Texts{"history history_table_failing_ended info: queue: recovered after 1 s"});
}

TEST_CASE("rows found damaged are told with their number, once a minute") {
  SinkWatch watch("desk");
  watch.count_damaged(0, at(0s));
  CHECK(texts(watch).empty());
  watch.count_damaged(3, at(1s));
  CHECK(texts(watch).at(0).find("3 rows of the journal") != std::string::npos);
  watch.count_damaged(10, at(30s));
  CHECK(texts(watch).empty());
  watch.count_damaged(10, at(61s));
  CHECK(texts(watch).at(0).find("7 rows of the journal") != std::string::npos);
  watch.count_damaged(10, at(200s));
  CHECK(texts(watch).empty());
}

TEST_CASE("a state is shown with what the sink warns of") {
  CHECK(with_warnings("connected", {}) == "connected");
  CHECK(with_warnings("connected", {clock_differs}) ==
        "connected; the clock is 2 h ahead -> use NTP");
}
