#include <doctest/doctest.h>

#include <algorithm>

#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

/// What a sink says once it was refused, and that the log says it too, without the secret.
std::string refusal(LiveEndpoint& grafana, const sink::LiveOptions& options) {
  capture_log();
  SinkRunner live(options);
  REQUIRE(grafana.wait_for([&] { return !live.status().last_error.empty(); }, 20s));
  const auto status = live.status();
  CHECK(status.text == status.last_error);
  CHECK_FALSE(status.connected_since.has_value());
  const auto log = captured_log();
  CHECK(log.find(status.text) != std::string::npos);
  CHECK(log.find("/api/live/push/livetap") != std::string::npos);
  CHECK(log.find("secret") == std::string::npos);
  CHECK(log.find("Basic ") == std::string::npos);
  CHECK(log.find("token-") == std::string::npos);
  return status.text;
}

std::string refusal_with(LiveFault fault) {
  LiveEndpoint grafana;
  grafana.set_fault(std::move(fault));
  return refusal(grafana, options_for(grafana));
}

}  // namespace

TEST_CASE("who may push: org Admins and nobody else") {
  struct Case {
    const char* user;
    const char* password;
    const char* token;
    const char* complaint;
  };
  for (const auto& [user, password, token, complaint] : std::vector<Case>{
           {"admin", "wrong-secret", "", "Grafana does not accept the credentials (401)"},
           {"nobody", "secret", "", "Grafana does not accept the credentials (401)"},
           {"", "", "", "Grafana does not accept the credentials (401)"},
           {"", "", "token-unknown", "Grafana does not accept the credentials (401)"},
           {"viewer", "viewer-secret", "", "needs an org Admin or an Admin service account token"},
           {"editor", "editor-secret", "", "needs an org Admin or an Admin service account token"},
           {"", "", "viewer-token", "needs an org Admin or an Admin service account token"}}) {
    CAPTURE(complaint);
    LiveEndpoint grafana;
    auto options = options_for(grafana);
    options.user = user;
    options.password = password;
    options.token = token;
    CHECK(refusal(grafana, options).find(complaint) != std::string::npos);
    CHECK(grafana.requests() == 1);
  }
}

TEST_CASE("refused credentials are not tried again for 30 s") {
  LiveEndpoint grafana;
  auto options = options_for(grafana);
  options.password = "wrong-secret";
  SinkRunner live(options);
  REQUIRE(grafana.wait_for([&] { return grafana.requests() == 1; }, 10s));
  CHECK_FALSE(grafana.wait_for([&] { return grafana.requests() > 1; }, 4s));
}

TEST_CASE("credentials revoked while running: noticed at the reconnect, one try") {
  LiveEndpoint grafana;
  SinkRunner live(options_for(grafana));
  REQUIRE(grafana.wait_for([&] { return grafana.clients() == 1; }, 10s));
  grafana.forget_credentials();
  grafana.end_connections(false);
  REQUIRE(grafana.wait_for([&] { return grafana.requests() == 2; }, 20s));
  CHECK_FALSE(grafana.wait_for([&] { return grafana.requests() > 2; }, 3s));
  CHECK(live.status().text.find("(401)") != std::string::npos);
}

TEST_CASE("every answer that is no upgrade is told apart") {
  CHECK(refusal_with({.status = 302, .location = "http://127.0.0.1:9/login?secret=1"}) ==
        "redirected to http://127.0.0.1:9/login (302); "
        "redirects are not followed: put the final address into grafana.url");
  CHECK(refusal_with({.status = 404}).find("nothing is served at /api/live/push/livetap (404)") !=
        std::string::npos);
  CHECK(refusal_with({.status = 500}).find("the server has a problem of its own (500)") !=
        std::string::npos);
  CHECK(refusal_with({.status = 200}).find("answered without upgrading to WebSocket (200)") !=
        std::string::npos);
  CHECK(
      refusal_with({.wrong_accept_key = true}).find("the WebSocket upgrade is answered wrongly") !=
      std::string::npos);
}

TEST_CASE("such a server is tried ever more rarely and logged once a minute") {
  LiveEndpoint grafana;
  grafana.set_fault({.status = 500});
  capture_log();
  SinkRunner live(options_for(grafana));
  REQUIRE(grafana.wait_for([&] { return grafana.requests() >= 4; }, 60s));
  const auto log = captured_log();
  CHECK(std::count(log.begin(), log.end(), '\n') == 1);
  grafana.set_fault({});
  CHECK(grafana.wait_for([&] { return grafana.clients() == 1; }, 40s));
}

TEST_CASE("a host without an address is named") {
  LiveEndpoint grafana;
  auto options = options_for(grafana);
  options.url = *net::parse_url("http://no-such-host.invalid:3000");
  CHECK(refusal(grafana, options).find("no address found for host no-such-host.invalid") !=
        std::string::npos);
}
