#include "plugins/websocket/failure.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::websocket;
using net::NetErrorKind;

namespace {

const std::string url = "ws://h:1/stream";

}  // namespace

TEST_CASE("what keeps a connection from opening keeps its words and its cure") {
  for (const auto& [kind, expected] : {std::pair{NetErrorKind::refused, FailureKind::refused},
                                       {NetErrorKind::dns, FailureKind::dns},
                                       {NetErrorKind::timeout, FailureKind::timeout},
                                       {NetErrorKind::tls, FailureKind::tls},
                                       {NetErrorKind::reset, FailureKind::reset},
                                       {NetErrorKind::protocol, FailureKind::not_websocket}}) {
    const auto failure = not_opened({kind, "what", "cure"});
    CHECK(failure.kind == expected);
    CHECK(failure.message == "what");
    CHECK(failure.hint == "cure");
    CHECK_FALSE(failure.close_code);
  }
}

TEST_CASE("an answer that is no upgrade is told with its status and a cure") {
  for (const auto& [status, kind, message, cure] :
       {std::tuple{401, FailureKind::auth, "credentials (401)", "API key"},
        {403, FailureKind::auth, "refuses this client (403)", "Origin"},
        {404, FailureKind::not_websocket, "is not there (404)", "path in url"},
        {302, FailureKind::not_websocket, "redirects to http://o/l?", "not followed"},
        {200, FailureKind::not_websocket, "without upgrading", "proxy"},
        {503, FailureKind::not_websocket, "problem of its own (503)", "log of the service"},
        {426, FailureKind::not_websocket, "refuses the upgrade (426)", "subprotocol"}}) {
    CAPTURE(status);
    const auto failure = refused_upgrade(url, status, "http://u:p@o/l\n?token=secret");
    CHECK(failure.kind == kind);
    CHECK(failure.message.find(message) != std::string::npos);
    CHECK(failure.message.find(url) == 0);
    CHECK(failure.hint.find(cure) != std::string::npos);
    CHECK(failure.message.find("secret") == std::string::npos);
    CHECK(failure.message.find("u:p") == std::string::npos);
  }
}

TEST_CASE("a goodbye is told with its code, its meaning and the server's words") {
  const auto restart = closed_by_peer("h:1", 1012, "back soon");
  CHECK(restart.message == "h:1 closed the connection (1012 service restart): back soon");
  CHECK(restart.close_code == 1012);
  CHECK(closed_by_peer("h:1", 4001, "").message == "h:1 closed the connection (4001)");
  const auto wordless = closed_by_peer("h:1", 0, "");
  CHECK(wordless.message == "h:1 closed the connection without a code");
  CHECK(wordless.close_code == 1005);
}

TEST_CASE("a connection that ended without a goodbye has close code 1006, one we broke off ours") {
  CHECK(lost({NetErrorKind::reset, "reset"}).close_code == 1006);
  CHECK(dead("h:1", 9).close_code == 1006);
  CHECK(broken_rule("h:1", "masked", 1002).close_code == 1002);
  CHECK(too_large("h:1", 1024).close_code == 1009);
  CHECK(too_large("h:1", 1024).message == "h:1 sent a message larger than 1024 bytes");
}
