#include <doctest/doctest.h>

#include <algorithm>

#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

Cell newest(const LiveEndpoint& grafana, const std::string& channel) {
  const auto message = grafana.newest("stream/livetap/" + channel);
  return !message ? Cell() : message->frame.cell("v", 0);
}

long lines(const std::string& log) {
  return std::count(log.begin(), log.end(), '\n');
}

}  // namespace

TEST_CASE("Grafana killed and started again: every channel's newest state is back") {
  LiveEndpoint grafana;
  capture_log();
  SinkRunner live(options_for(grafana));
  live.push("steady", "steady v=1\n");
  live.push("busy", "busy v=1\n");
  REQUIRE(grafana.wait_for([&] { return newest(grafana, "busy") == Cell(1.0); }, 10s));
  REQUIRE(grafana.wait_for([&] { return newest(grafana, "steady") == Cell(1.0); }, 10s));
  // Before the sink knows that they were written, neither counts as sent.
  REQUIRE(grafana.wait_for([&] { return live.status().counters.delivered.messages == 2; }, 10s));
  CHECK(lines(captured_log()) == 1);

  grafana.stop();
  REQUIRE(grafana.wait_for([&] { return live.status().state != sink::LinkState::open; }, 10s));
  for (int i = 2; i <= 40; ++i) {
    live.push("busy", "busy v=" + std::to_string(i) + "\n");
    std::this_thread::sleep_for(100ms);
  }
  CHECK(live.status().text.find("the connection is refused") == 0);
  CHECK(lines(captured_log()) == 2);

  const auto opened = Clock::now();
  grafana.start();
  const auto back = [&] {
    return newest(grafana, "busy") == Cell(40.0) &&
           grafana.message_count("stream/livetap/steady") == 2;
  };
  REQUIRE(grafana.wait_for(back, 20s));
  MESSAGE("back after "
          << std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - opened).count()
          << " ms");
  CHECK(grafana.message_count("stream/livetap/busy") == 2);
  CHECK(lines(captured_log()) == 3);
  CHECK(captured_log().find("connected after ") != std::string::npos);

  const auto counters = live.status().counters;
  CHECK(counters.balanced());
  CHECK(counters.resent.messages == 1);
  CHECK(counters.dropped_for(sink::LiveDrop::superseded).messages == 38);
  CHECK(grafana.rejected().empty());
}

TEST_CASE("a frozen Grafana is noticed within 10 s, and comes back with the newest") {
  LiveEndpoint grafana;
  SinkRunner live(options_for(grafana));
  live.push("x", "x v=1\n");
  REQUIRE(grafana.wait_for([&] { return newest(grafana, "x") == Cell(1.0); }, 10s));
  grafana.set_fault({.frozen = true});
  const auto frozen = Clock::now();
  live.push("x", "x v=2\n");
  REQUIRE(grafana.wait_for([&] { return live.status().state != sink::LinkState::open; }, 30s));
  const auto noticed = Clock::now() - frozen;
  MESSAGE("noticed after " << std::chrono::duration_cast<std::chrono::milliseconds>(noticed).count()
                           << " ms");
  CHECK(noticed < 14s);
  CHECK(live.status().last_error.find("nothing came back for ") != std::string::npos);
  for (int i = 3; i <= 10; ++i) live.push("x", "x v=" + std::to_string(i) + "\n");
  CHECK(live.status().counters.queued.messages == 1);
  grafana.set_fault({});
  CHECK(grafana.wait_for([&] { return newest(grafana, "x") == Cell(10.0); }, 40s));
  CHECK(live.status().counters.balanced());
}

TEST_CASE("a frozen Grafana does not hold up the end") {
  LiveEndpoint grafana;
  SinkRunner live(options_for(grafana));
  REQUIRE(grafana.wait_for([&] { return grafana.clients() == 1; }, 10s));
  grafana.set_fault({.frozen = true});
  std::this_thread::sleep_for(100ms);
  CHECK(live.stop() < 3s);
}

TEST_CASE("a server that resets every connection loses nothing from the books") {
  LiveEndpoint grafana;
  grafana.set_fault({.reset_after_bytes = 700});
  SinkRunner live(options_for(grafana));
  for (int i = 1; i <= 30; ++i) {
    live.push("x", "x v=" + std::to_string(i) + ",text=\"" + std::string(500, 'a') + "\"\n");
    std::this_thread::sleep_for(100ms);
    CHECK(live.status().counters.balanced());
  }
  CHECK(grafana.upgrades() >= 2);
  grafana.set_fault({});
  grafana.end_connections(true);
  CHECK(grafana.wait_for([&] { return newest(grafana, "x") == Cell(30.0); }, 20s));
}
