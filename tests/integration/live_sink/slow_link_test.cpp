#include <doctest/doctest.h>

#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST_CASE("on a slow link messages merge to the newest, and their age does not grow") {
  LiveEndpoint grafana;
  grafana.set_fault({.bytes_per_ms = 20});  // a twelfth of what is pushed
  SinkRunner live(options_for(grafana));
  const auto start = Clock::now();
  const std::string filler(5000, 'x');
  int last = 0;
  while (Clock::now() - start < 12s) {
    last = static_cast<int>(
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
    live.push("x", "x ms=" + std::to_string(last) + ",text=\"" + filler + "\"\n");
    std::this_thread::sleep_for(20ms);
  }
  const auto is_newest = [&] {
    const auto message = grafana.newest("stream/livetap/x");
    return message && message->frame.cell("ms", 0) == Cell(double(last));
  };
  CHECK(grafana.wait_for(is_newest, 30s));

  double oldest = 0;
  double before = -1;
  for (const auto& message : grafana.messages("stream/livetap/x")) {
    const auto pushed = std::get<double>(message.frame.cell("ms", 0));
    CHECK(pushed > before);
    before = pushed;
    oldest = std::max(
        oldest, std::chrono::duration<double, std::milli>(message.at - start).count() - pushed);
  }
  MESSAGE("oldest on arrival: " << oldest << " ms, of " << grafana.message_count("stream/livetap/x")
                                << " messages");
  // Of 600 kB pushed the link carries 240: whatever queued up anywhere would be 7 s late.
  CHECK(oldest < 6000);
  const auto counters = live.status().counters;
  CHECK(counters.balanced());
  CHECK(counters.dropped_for(sink::LiveDrop::superseded).messages > 100);
  CHECK(grafana.upgrades() == 1);
}
