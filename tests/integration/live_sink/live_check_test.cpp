#include "agent/sink/live_check.hpp"

#include <doctest/doctest.h>

#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

sink::LiveCheck check(const sink::LiveOptions& options, std::chrono::seconds limit = 10s) {
  const auto start = Clock::now();
  auto result = sink::check_live(options, start + limit);
  const auto took = Clock::now() - start;
  CHECK(took < limit + 5s);
  CHECK(result.duration <= took);
  if (result.error) {
    INFO(result.error->message);
    CHECK(result.error->message.find("secret") == std::string::npos);
  }
  return result;
}

sink::LiveCheck check_with(LiveFault fault) {
  LiveEndpoint grafana;
  grafana.set_fault(std::move(fault));
  auto result = check(options_for(grafana), 3s);
  CHECK_FALSE(result.delivers);
  REQUIRE(result.error.has_value());
  return result;
}

Error error_of(LiveFault fault) {
  return *check_with(std::move(fault)).error;
}

}  // namespace

TEST_CASE("a Grafana that takes pushes passes, and nothing is left behind") {
  LiveEndpoint grafana;
  {
    SinkRunner live(options_for(grafana));
    live.push("queue", "queue ready=1\n");
    live.push("node", "node ready=1\n");
    REQUIRE(grafana.wait_for([&] { return grafana.channels().size() == 2; }, 10s));
  }
  const auto result = check(options_for(grafana));
  CHECK(result.delivers);
  CHECK_FALSE(result.error.has_value());
  CHECK(result.channels == 2);
  CHECK(grafana.rejected().empty());
  CHECK(grafana.channels().size() == 2);
  CHECK(grafana.message_count("stream/livetap/queue") == 1);
  CHECK(grafana.wait_for([&] { return grafana.clients() == 0; }, 10s));
}

TEST_CASE("over TLS too") {
  LiveEndpointOptions options;
  options.tls = true;
  LiveEndpoint grafana(options);
  CHECK(check(options_for(grafana)).delivers);
  auto unknown = options_for(grafana);
  unknown.tls.ca_file = "";
  const auto refused = check(unknown);
  REQUIRE(refused.error.has_value());
  CHECK(refused.error->kind == ErrorKind::config);
  CHECK(refused.error->hint.find("ca_file") != std::string::npos);
}

TEST_CASE("credentials that fail are an auth error with its cure") {
  LiveEndpoint grafana;
  auto options = options_for(grafana);
  options.user = "editor";
  options.password = "editor-secret";
  const auto editor = check(options);
  REQUIRE(editor.error.has_value());
  CHECK(editor.error->kind == ErrorKind::auth);
  CHECK(editor.error->hint ==
        "WebSocket push needs an org Admin or an Admin service account token; with "
        "grafana.transport: http a Viewer's will do; Grafana answers a wrong password here in "
        "the same way");
  options.password = "wrong-secret";
  CHECK(check(options).error->message.find("/api/live/push/livetap: Grafana does not accept the "
                                           "credentials (401)") != std::string::npos);
}

TEST_CASE("by POST a Viewer passes, without an upgrade") {
  LiveEndpoint grafana;
  auto options = options_for(grafana);
  options.transport = sink::LiveTransport::http;
  options.token = "viewer-token";
  const auto viewer = check(options);
  CHECK(viewer.delivers);
  CHECK_FALSE(viewer.error.has_value());
  CHECK(grafana.upgrades() == 0);
  CHECK(grafana.posts() == 0);
  options.token = "token-unknown";
  const auto unknown = check(options);
  CHECK_FALSE(unknown.delivers);
  REQUIRE(unknown.error.has_value());
  CHECK(unknown.error->kind == ErrorKind::auth);
  CHECK(unknown.error->message.find("does not accept the credentials (401)") != std::string::npos);
  grafana.stop();
  CHECK(check(options).error->kind == ErrorKind::unavailable);
}

TEST_CASE("each fault has its kind") {
  CHECK(error_of({.status = 404}).kind == ErrorKind::config);
  CHECK(error_of({.status = 302, .location = "/login"}).kind == ErrorKind::config);
  CHECK(error_of({.status = 500}).kind == ErrorKind::unavailable);
  CHECK(error_of({.status = 200}).kind == ErrorKind::protocol);
  CHECK(error_of({.wrong_accept_key = true}).kind == ErrorKind::protocol);
  const auto frozen = error_of({.frozen = true});
  CHECK(frozen.kind == ErrorKind::timeout);
  CHECK(frozen.message.find("no answer in time, while upgrading to WebSocket") !=
        std::string::npos);
}

TEST_CASE("the duration of a check includes the wait for an answer that never comes") {
  CHECK(check_with({.frozen = true}).duration >= 2s);
}

TEST_CASE("nobody listening is unavailable") {
  LiveEndpoint grafana;
  const auto options = options_for(grafana);
  grafana.stop();
  const auto result = check(options);
  REQUIRE(result.error.has_value());
  CHECK(result.error->kind == ErrorKind::unavailable);
  CHECK(result.error->hint.find("is Grafana running") == 0);
}
