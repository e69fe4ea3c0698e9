#include <doctest/doctest.h>

#include <algorithm>

#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

const std::string queue = "stream/livetap/queue";

std::string log_of(LiveEndpoint& grafana, const sink::LiveOptions& options) {
  capture_log();
  SinkRunner live(options);
  REQUIRE(grafana.wait_for([&] { return !live.status().last_error.empty(); }, 20s));
  CHECK_FALSE(grafana.wait_for([&] { return grafana.requests() > 1; }, 3s));
  return captured_log();
}

}  // namespace

TEST_CASE("by POST a Viewer's token is enough, and one connection") {
  LiveEndpoint grafana;
  SinkRunner live(posting_to(grafana));
  for (int i = 1; i <= 5; ++i) {
    live.push("queue", "queue ready=" + std::to_string(i) + "\n");
    REQUIRE(grafana.wait_for([&] { return grafana.message_count(queue) == std::size_t(i); }, 10s));
  }
  CHECK(grafana.newest(queue)->frame.cell("ready", 0) == Cell(5.0));
  CHECK(grafana.upgrades() == 0);
  CHECK(grafana.connections() == 1);
  CHECK(grafana.rejected().empty());
  REQUIRE(grafana.wait_for([&] { return live.status().counters.delivered.messages == 5; }, 10s));
  const auto status = live.status();
  CHECK(status.text == "connected");
  CHECK(status.connections == 1);
  CHECK(status.counters.balanced());
}

TEST_CASE("what one turn of the event loop brings shares a body") {
  LiveEndpoint grafana;
  SinkRunner live(posting_to(grafana));
  REQUIRE(grafana.wait_for([&] { return live.status().state == sink::LinkState::open; }, 10s));
  live.push_all({{"a", "a v=1\n"}, {"b", "b v=1\n"}, {"c", "c v=1\n"}});
  REQUIRE(grafana.wait_for([&] { return grafana.channels().size() == 3; }, 10s));
  CHECK(grafana.posts() == 1);
  CHECK(grafana.wait_for([&] { return live.status().counters.delivered.messages == 3; }, 10s));
}

TEST_CASE("a message that Grafana can't read is dropped alone, and said to be") {
  LiveEndpoint grafana;
  capture_log();
  SinkRunner live(posting_to(grafana));
  live.push_all({{"a", "a v=1\n"}, {"bad", "bad v=NaN\n"}, {"c", "c v=1\n"}});
  REQUIRE(grafana.wait_for([&] { return grafana.channels().size() == 2; }, 20s));
  const auto settled = [&] { return live.status().counters.queued.messages == 0; };
  REQUIRE(grafana.wait_for(settled, 20s));
  const auto counters = live.status().counters;
  CHECK(counters.dropped_for(sink::LiveDrop::refused).messages == 1);
  CHECK(counters.delivered.messages == 2);
  CHECK(counters.balanced());
  CHECK(live.status().state == sink::LinkState::open);
  CHECK(captured_log().find("a message of channel bad, 10 bytes, is not taken and dropped: "
                            "the server has a problem of its own (500)") != std::string::npos);
  live.push("a", "a v=2\n");
  CHECK(grafana.wait_for([&] { return grafana.message_count("stream/livetap/a") == 2; }, 10s));
}

TEST_CASE(
    "a body that a proxy finds too large is taken apart; what alone is too large is dropped") {
  LiveEndpoint grafana;
  grafana.set_fault({.body_limit = 1000});
  SinkRunner live(posting_to(grafana));
  const auto line = [](const char* name, std::size_t size) {
    return std::string(name) + " text=\"" + std::string(size, 'x') + "\"\n";
  };
  live.push_all({{"a", line("a", 600)}, {"b", line("b", 600)}, {"c", line("c", 2000)}});
  REQUIRE(grafana.wait_for([&] { return live.status().counters.queued.messages == 0; }, 20s));
  const auto counters = live.status().counters;
  CHECK(grafana.channels().size() == 2);
  CHECK(counters.delivered.messages == 2);
  CHECK(counters.dropped_for(sink::LiveDrop::refused).messages == 1);
  CHECK(counters.balanced());
}

TEST_CASE("refused credentials are said to be wrong, without them, and not tried for 30 s") {
  LiveEndpoint grafana;
  auto options = posting_to(grafana);
  options.token = "token-unknown";
  const auto log = log_of(grafana, options);
  CHECK(log.find("Grafana does not accept the credentials (401)") != std::string::npos);
  CHECK(log.find("token-unknown") == std::string::npos);
  CHECK(std::count(log.begin(), log.end(), '\n') == 1);
}

TEST_CASE("a 403 by POST says that it is no matter of the role") {
  LiveEndpoint grafana;
  grafana.set_fault({.status = 403});
  CHECK(log_of(grafana, posting_to(grafana)).find("any signed-in user may push by POST") !=
        std::string::npos);
}

TEST_CASE("a token revoked while running is noticed at the next push") {
  LiveEndpoint grafana;
  SinkRunner live(posting_to(grafana));
  live.push("queue", "queue ready=1\n");
  REQUIRE(grafana.wait_for([&] { return grafana.message_count(queue) == 1; }, 10s));
  grafana.forget_credentials();
  live.push("queue", "queue ready=2\n");
  REQUIRE(grafana.wait_for([&] { return !live.status().last_error.empty(); }, 10s));
  CHECK(live.status().text.find("(401)") != std::string::npos);
  CHECK(live.status().counters.queued.messages == 1);
  CHECK(live.status().counters.balanced());
}

TEST_CASE("https is verified, and the end is quick") {
  LiveEndpointOptions secure;
  secure.tls = true;
  LiveEndpoint grafana(secure);
  SinkRunner live(posting_to(grafana));
  live.push("queue", "queue ready=1\n");
  CHECK(grafana.wait_for([&] { return grafana.message_count(queue) == 1; }, 10s));
  CHECK(live.stop() < 3s);
  CHECK(live.status().text == "stopped");

  auto unknown = posting_to(grafana);
  unknown.tls.ca_file = "";
  SinkRunner refused(unknown);
  CHECK(grafana.wait_for([&] { return !refused.status().last_error.empty(); }, 10s));
  CHECK(refused.status().last_error.find("ca_file") != std::string::npos);
}
