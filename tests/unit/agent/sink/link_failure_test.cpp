#include "agent/sink/link_failure.hpp"

#include <doctest/doctest.h>

using namespace livetap::sink;

namespace {

const std::string target = "/api/live/push/livetap";

}  // namespace

TEST_CASE("a refused login says what to check") {
  const auto failure = judge_upgrade(401, "", target);
  CHECK(failure.fault == LinkFault::auth);
  CHECK(failure.status == 401);
  CHECK(failure.text() ==
        "Grafana does not accept the credentials (401); "
        "check grafana.user and grafana.password, or grafana.token");
}

TEST_CASE("a refused role says which one it takes") {
  const auto failure = judge_upgrade(403, "", target);
  CHECK(failure.fault == LinkFault::auth);
  CHECK(failure.hint ==
        "WebSocket push needs an org Admin or an Admin service account token; with "
        "grafana.transport: http a Viewer's will do; Grafana answers a wrong password here in "
        "the same way");
}

TEST_CASE("a wrong path is named") {
  const auto failure = judge_upgrade(404, "", target);
  CHECK(failure.fault == LinkFault::not_websocket);
  CHECK(failure.message == "nothing is served at /api/live/push/livetap (404)");
}

TEST_CASE("a redirect names the place and nothing that may be secret") {
  CHECK(judge_upgrade(302, "https://grafana.example/login?token=abc#x", target).message ==
        "redirected to https://grafana.example/login (302)");
  CHECK(judge_upgrade(301, "https://user:pw@grafana.example:3000/x", target).message ==
        "redirected to https://grafana.example:3000/x (301)");
  CHECK(judge_upgrade(302, "/login", target).message == "redirected to /login (302)");
  CHECK(judge_upgrade(302, "", target).message == "redirected to another address (302)");
  CHECK(judge_upgrade(302, "/a\r\nFAKE log line", target).message ==
        "redirected to /a??FAKE?log?line (302)");
  CHECK(judge_upgrade(302, std::string(5000, 'x'), target).message.size() < 300);
}

TEST_CASE("by POST a refused role is no matter of rights") {
  const auto failure = judge_push(403, "", target);
  CHECK(failure.fault == LinkFault::auth);
  CHECK(failure.message == "Grafana refuses this user the push (403)");
  CHECK(failure.hint.find("a Viewer's token included") != std::string::npos);
}

TEST_CASE("answers to a POST are told apart, the common ones in the words of the upgrade") {
  for (const int status : {401, 404, 302, 500, 503}) {
    CAPTURE(status);
    CHECK(judge_push(status, "/x", target).text() == judge_upgrade(status, "/x", target).text());
  }
  CHECK(judge_push(413, "", target).hint.find("client_max_body_size") != std::string::npos);
  CHECK(judge_push(204, "", target).message ==
        "a push is answered with something else than 200 (204)");
  CHECK(judge_push(400, "", target).message == "the push is refused (400)");
  CHECK(judge_push(429, "", target).fault == LinkFault::not_websocket);
}

TEST_CASE("every other answer is told apart") {
  CHECK(judge_upgrade(200, "", target).message == "answered without upgrading to WebSocket (200)");
  CHECK(judge_upgrade(500, "", target).message == "the server has a problem of its own (500)");
  CHECK(judge_upgrade(400, "", target).message == "the WebSocket upgrade is refused (400)");
  CHECK(wrong_upgrade("bad key").message == "the WebSocket upgrade is answered wrongly: bad key");
}
