#include <doctest/doctest.h>

#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;
using sink::LiveDrop;

namespace {

constexpr auto queue = "stream/livetap/queue";

}  // namespace

TEST_CASE("what is pushed arrives whole, as one frame of a constant schema") {
  LiveEndpoint grafana;
  SinkRunner live(options_for(grafana));
  for (int i = 1; i <= 50; ++i) {
    live.push("queue",
              "queue,queue=a ready=" + std::to_string(i) + "i,state=\"ok\"\n" +
                  "queue,queue=b ready=0i,state=\"\"\n",
              2);
    REQUIRE(grafana.wait_for([&] { return grafana.message_count(queue) >= std::size_t(i); }, 10s));
  }
  CHECK(grafana.rejected().empty());
  CHECK(grafana.schemas(queue) ==
        std::vector<std::string>{"labels:string time:time ready:number state:string"});
  const auto last = grafana.newest(queue)->frame;
  CHECK(last.rows() == 2);
  CHECK(last.labels[0] == "queue=a");
  CHECK(last.cell("ready", 0) == Cell(50.0));

  // The last frame may arrive before the sink hears that it was written.
  REQUIRE(grafana.wait_for([&] { return live.status().counters.delivered.messages == 50; }, 10s));
  const auto status = live.status();
  CHECK(status.text == "connected");
  CHECK(status.connected_since.has_value());
  CHECK(status.counters.delivered.rows == 100);
  CHECK(status.counters.balanced());
  CHECK(grafana.upgrades() == 1);
}

TEST_CASE("what is pushed before the connection is there waits for it") {
  LiveEndpoint grafana;
  grafana.stop();
  SinkRunner live(options_for(grafana));
  live.push("queue", "queue ready=1\n");
  live.push("queue", "queue ready=2\n");
  CHECK(live.status().counters.queued.messages == 1);
  grafana.start();
  REQUIRE(grafana.wait_for([&] { return grafana.message_count(queue) > 0; }, 20s));
  CHECK(grafana.messages(queue)[0].frame.cell("ready", 0) == Cell(2.0));
  CHECK(live.status().counters.dropped_for(LiveDrop::superseded).messages == 1);
}

TEST_CASE("a large message goes in one piece, one too large not at all") {
  LiveEndpoint grafana;
  SinkRunner live(options_for(grafana));
  std::string payload;
  while (payload.size() < 1'000'000) payload += "queue,queue=a ready=1i,waiting=2i,unacked=3i\n";
  live.push("queue", payload);
  REQUIRE(grafana.wait_for([&] { return grafana.message_count(queue) == 1; }, 30s));
  while (payload.size() <= 1024 * 1024) payload += "queue,queue=a ready=1i\n";
  live.push("queue", payload);
  live.push("other", "other ready=1\n");
  REQUIRE(
      grafana.wait_for([&] { return grafana.message_count("stream/livetap/other") == 1; }, 30s));
  CHECK(live.status().counters.dropped_for(LiveDrop::too_large).messages == 1);
  CHECK(grafana.message_count(queue) == 1);
  CHECK(grafana.upgrades() == 1);
  CHECK(grafana.rejected().empty());
}

TEST_CASE("the server's pings are answered while nothing is pushed") {
  LiveEndpointOptions options;
  options.ping_interval = 600ms;
  LiveEndpoint grafana(options);
  SinkRunner live(options_for(grafana));
  REQUIRE(grafana.wait_for([&] { return grafana.clients() == 1; }, 10s));
  CHECK_FALSE(grafana.wait_for([&] { return grafana.clients() == 0; }, 3s));
  CHECK(grafana.upgrades() == 1);
}

TEST_CASE("Grafana may be served under a path") {
  LiveEndpointOptions options;
  options.base_path = "/monitoring/grafana";
  LiveEndpoint grafana(options);
  auto target = options_for(grafana);
  target.stream = "other-stream";
  SinkRunner live(target);
  live.push("queue", "queue ready=1\n");
  CHECK(grafana.wait_for([&] { return grafana.message_count("stream/other-stream/queue") == 1; },
                         10s));
}

TEST_CASE("an Admin's token will do") {
  LiveEndpoint grafana;
  auto options = options_for(grafana);
  options.token = "admin-token";
  options.user = options.password = "";
  SinkRunner live(options);
  CHECK(grafana.wait_for([&] { return grafana.clients() == 1; }, 10s));
}

TEST_CASE("stop leaves in order, and quickly") {
  LiveEndpoint grafana;
  SinkRunner live(options_for(grafana));
  live.push("queue", "queue ready=1\n");
  REQUIRE(grafana.wait_for([&] { return grafana.message_count(queue) == 1; }, 10s));
  CHECK(live.stop() < 3s);
  CHECK(grafana.wait_for([&] { return grafana.clients() == 0; }, 10s));
  CHECK(live.status().text == "stopped");
  CHECK(live.stop() < 3s);
  live.push("queue", "queue ready=2\n");
  CHECK(live.status().counters.queued.messages == 1);
}

TEST_CASE("wss is verified: authority and name") {
  LiveEndpointOptions options;
  options.tls = true;
  LiveEndpoint grafana(options);
  SinkRunner live(options_for(grafana));
  live.push("queue", "queue ready=1\n");
  CHECK(grafana.wait_for([&] { return grafana.message_count(queue) == 1; }, 10s));
  CHECK(live.stop() < 3s);

  auto unknown = options_for(grafana);
  unknown.tls.ca_file = "";
  SinkRunner refused(unknown);
  CHECK(grafana.wait_for([&] { return !refused.status().last_error.empty(); }, 10s));
  CHECK(refused.status().last_error.find("its certificate is not trusted: unable to get local "
                                         "issuer certificate") != std::string::npos);
  auto careless = unknown;
  careless.tls.insecure_skip_verify = true;
  SinkRunner accepted(careless);
  CHECK(grafana.wait_for([&] { return grafana.clients() == 1; }, 10s));
}

TEST_CASE("wss to another name's certificate, or with no readable ca_file, is refused") {
  LiveEndpointOptions options;
  options.tls = true;
  options.certificate = {.dns_name = "other.example", .ip = ""};
  LiveEndpoint grafana(options);
  SinkRunner live(options_for(grafana));
  CHECK(grafana.wait_for([&] { return !live.status().last_error.empty(); }, 10s));
  CHECK(live.status().last_error.find("not trusted: IP address mismatch") != std::string::npos);

  auto no_file = options_for(grafana);
  no_file.tls.ca_file = "/nowhere/ca.pem";
  SinkRunner blind(no_file);
  CHECK(grafana.wait_for([&] { return !blind.status().last_error.empty(); }, 10s));
  CHECK(blind.status().last_error.find("/nowhere/ca.pem") != std::string::npos);
  CHECK(grafana.upgrades() == 0);
}
