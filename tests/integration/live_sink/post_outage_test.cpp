#include <doctest/doctest.h>

#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

bool shows(const LiveEndpoint& grafana, const std::string& channel, double value) {
  const auto message = grafana.newest("stream/livetap/" + channel);
  return message && message->frame.cell("v", 0) == Cell(value);
}

bool open(SinkRunner& live) {
  return live.status().state == sink::LinkState::open;
}

}  // namespace

TEST_CASE("by POST, Grafana killed and started again: every channel's newest state is back") {
  LiveEndpoint grafana;
  SinkRunner live(posting_to(grafana));
  live.push_all({{"steady", "steady v=1\n"}, {"busy", "busy v=1\n"}});
  REQUIRE(grafana.wait_for([&] { return shows(grafana, "busy", 1); }, 10s));
  REQUIRE(grafana.wait_for([&] { return live.status().counters.delivered.messages == 2; }, 10s));
  grafana.stop();
  for (int i = 2; i <= 10; ++i) live.push("busy", "busy v=" + std::to_string(i) + "\n");
  REQUIRE(grafana.wait_for([&] { return !open(live); }, 20s));
  grafana.start();
  REQUIRE(grafana.wait_for([&] { return shows(grafana, "busy", 10); }, 20s));
  CHECK(grafana.wait_for([&] { return grafana.message_count("stream/livetap/steady") == 2; }, 20s));
  REQUIRE(grafana.wait_for([&] { return live.status().counters.queued.messages == 0; }, 20s));
  const auto counters = live.status().counters;
  CHECK(counters.balanced());
  CHECK(counters.resent.messages == 1);
  CHECK(counters.dropped_for(sink::LiveDrop::refused).messages == 0);
}

TEST_CASE("a Grafana that answers every push with 500 loses nothing but what is superseded") {
  LiveEndpoint grafana;
  SinkRunner live(posting_to(grafana));
  live.push("x", "x v=1\n");
  REQUIRE(grafana.wait_for([&] { return shows(grafana, "x", 1); }, 10s));
  grafana.set_fault({.status = 500});
  live.push("x", "x v=2\n");
  REQUIRE(grafana.wait_for([&] { return !open(live); }, 20s));
  for (int i = 3; i <= 9; ++i) live.push("x", "x v=" + std::to_string(i) + "\n");
  CHECK(live.status().text.find("the server has a problem of its own (500)") == 0);
  grafana.set_fault({});
  REQUIRE(grafana.wait_for([&] { return shows(grafana, "x", 9); }, 40s));
  CHECK(live.status().counters.dropped_for(sink::LiveDrop::refused).messages == 0);
  CHECK(live.status().counters.balanced());
}

TEST_CASE("by POST, a frozen Grafana is noticed within 10 s, and comes back with the newest") {
  LiveEndpoint grafana;
  SinkRunner live(posting_to(grafana));
  live.push("x", "x v=1\n");
  REQUIRE(grafana.wait_for([&] { return shows(grafana, "x", 1); }, 10s));
  REQUIRE(grafana.wait_for([&] { return live.status().counters.delivered.messages == 1; }, 10s));
  grafana.set_fault({.frozen = true});
  const auto frozen = Clock::now();
  live.push("x", "x v=2\n");
  REQUIRE(grafana.wait_for([&] { return !open(live); }, 30s));
  CHECK(Clock::now() - frozen < 14s);
  CHECK(live.status().last_error.find("nothing came back for ") != std::string::npos);
  for (int i = 3; i <= 9; ++i) live.push("x", "x v=" + std::to_string(i) + "\n");
  CHECK(live.status().counters.queued.messages == 1);
  grafana.set_fault({});
  CHECK(grafana.wait_for([&] { return shows(grafana, "x", 9); }, 40s));
  CHECK(live.status().counters.balanced());
}

TEST_CASE("an idle Grafana is asked each 5 s, so that its end is noticed without a push") {
  LiveEndpoint grafana;
  SinkRunner live(posting_to(grafana));
  REQUIRE(grafana.wait_for([&] { return open(live); }, 10s));
  const auto before = grafana.requests();
  CHECK(grafana.wait_for([&] { return grafana.requests() > before; }, 20s));
  CHECK(grafana.posts() == 0);
  grafana.stop();
  CHECK(grafana.wait_for([&] { return !open(live); }, 20s));
}

TEST_CASE("by POST on a slow link messages merge to the newest, and their age does not grow") {
  LiveEndpoint grafana;
  grafana.set_fault({.bytes_per_ms = 20});  // a twelfth of what is pushed
  SinkRunner live(posting_to(grafana));
  const auto start = Clock::now();
  const std::string filler(5000, 'x');
  int last = 0;
  while (Clock::now() - start < 6s) {
    live.push("x", "x v=" + std::to_string(++last) + ",text=\"" + filler + "\"\n");
    std::this_thread::sleep_for(20ms);
  }
  const auto pushed = Clock::now();
  REQUIRE(grafana.wait_for([&] { return shows(grafana, "x", last); }, 20s));
  // One body was under way and one waited, a quarter of a second each.
  CHECK(Clock::now() - pushed < 6s);
  const auto counters = live.status().counters;
  CHECK(counters.balanced());
  CHECK(counters.dropped_for(sink::LiveDrop::superseded).messages > 50);
  CHECK(grafana.connections() == 1);
}
