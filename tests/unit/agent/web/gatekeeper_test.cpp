#include "agent/web/gatekeeper.hpp"

#include <doctest/doctest.h>

#include "net/url.hpp"

using namespace livetap;
using namespace livetap::web;

namespace {

AccessRules local() {
  AccessRules rules;
  rules.host = "127.0.0.1";
  rules.port = 4780;
  return rules;
}

AccessRules open_to_others() {
  AccessRules rules;
  rules.host = "0.0.0.0";
  rules.port = 4780;
  rules.loopback = false;
  rules.user = "ops";
  rules.password = "secret";
  rules.token = "t0ken";
  return rules;
}

HttpRequest asking(std::string host) {
  HttpRequest request;
  request.method = "GET";
  request.target = "/api/status";
  request.host = std::move(host);
  return request;
}

int status(const AccessRules& rules, const HttpRequest& request) {
  const auto refused = Gatekeeper(rules).refuse(request);
  return refused ? refused->status : 200;
}

}  // namespace

TEST_CASE("On loopback the host must be this machine, with the port") {
  for (const auto* host : {"127.0.0.1:4780", "localhost:4780", "LOCALHOST:4780", "[::1]:4780"}) {
    CAPTURE(host);
    CHECK(status(local(), asking(host)) == 200);
  }
  for (const auto* host : {"", "evil.example:4780", "127.0.0.1", "127.0.0.1:80", "localhost:47800",
                           "10.0.0.5:4780", "127.0.0.1.evil.example:4780"}) {
    CAPTURE(host);
    CHECK(status(local(), asking(host)) == 421);
  }
}

TEST_CASE("A page from elsewhere is refused in words, one of ours is not") {
  auto request = asking("localhost:4780");
  for (const auto* origin : {"http://evil.example", "null", "http://localhost:4781",
                             "http://localhost:4780.evil.example", "file://"}) {
    CAPTURE(origin);
    request.origin = origin;
    const auto refused = Gatekeeper(local()).refuse(request);
    REQUIRE(refused);
    CHECK(refused->status == 403);
    CHECK(refused->body->find("Origin") != std::string::npos);
  }
  request.origin = "http://localhost:4780";
  CHECK(status(local(), request) == 200);
}

TEST_CASE("Where a user or a token is set, one of them is asked for") {
  auto request = asking("10.0.0.5:8080");
  const auto refused = Gatekeeper(open_to_others()).refuse(request);
  REQUIRE(refused);
  CHECK(refused->status == 401);
  CHECK(header_of(*refused, true).find("WWW-Authenticate: Basic") != std::string::npos);
  const auto with = [&](std::string authorization) {
    request.authorization = std::move(authorization);
    return status(open_to_others(), request);
  };
  CHECK(with(net::basic_authorization("ops", "secret")) == 200);
  CHECK(with(net::basic_authorization("token", "t0ken")) == 200);
  CHECK(with("Bearer t0ken") == 200);
  CHECK(with(net::basic_authorization("ops", "secre")) == 401);
  CHECK(with(net::basic_authorization("ops", "")) == 401);
  CHECK(with("Bearer t0ken1") == 401);
  CHECK(with("Bearer ") == 401);
}

TEST_CASE("Whether the agent runs is told without a password") {
  auto request = asking("10.0.0.5:4780");
  request.target = "/-/healthy";
  CHECK(status(open_to_others(), request) == 200);
  request.target = "/-/ready";
  CHECK(status(open_to_others(), request) == 401);
}

TEST_CASE("Beyond loopback a name must be one that the config gives; no address can be rebound") {
  auto rules = open_to_others();
  rules.user.clear();
  rules.token.clear();
  CHECK(status(rules, asking("10.0.0.5:31000")) == 200);
  CHECK(status(rules, asking("agent.example:4780")) == 421);
  rules.names = {"agent.example"};
  CHECK(status(rules, asking("agent.example")) == 200);
  CHECK(status(rules, asking("Agent.Example:443")) == 200);
}
