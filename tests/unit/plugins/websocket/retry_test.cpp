#include <doctest/doctest.h>

#include "unit/plugins/websocket/watched_endpoint.hpp"

using namespace livetap::websocket;
using namespace livetap::websocket::test;

TEST_CASE("an endpoint that refuses or resets is tried again each second") {
  for (const auto kind : {FailureKind::refused, FailureKind::reset}) {
    WatchedEndpoint endpoint;
    for (int i = 0; i < 10; ++i) CHECK(endpoint.fail(kind) == 1s);
  }
}

TEST_CASE("an endpoint that does not accept us is tried each 30 s") {
  WatchedEndpoint endpoint;
  for (int i = 0; i < 10; ++i) CHECK(endpoint.fail(FailureKind::auth) == 30s);
}

TEST_CASE("all other failures back off to 15 s") {
  for (const auto kind :
       {FailureKind::dns, FailureKind::timeout, FailureKind::tls, FailureKind::not_websocket}) {
    WatchedEndpoint endpoint(1);
    for (const auto pause : {250ms, 500ms, 1000ms, 2000ms, 4000ms, 8000ms, 15000ms, 15000ms}) {
      CHECK(endpoint.fail(kind) == pause);
    }
  }
}

TEST_CASE("a peer that greets and hangs up is not hammered") {
  WatchedEndpoint endpoint(1);
  for (const auto pause : {250ms, 500ms, 1000ms, 2000ms, 4000ms, 8000ms, 15000ms, 15000ms}) {
    endpoint.connect();
    endpoint.message();
    endpoint.live(9s);
    CHECK(endpoint.fail(FailureKind::protocol) == pause);
  }
}

TEST_CASE("a connection that lasted ten seconds is tried again at once when it is lost") {
  WatchedEndpoint endpoint(1);
  for (int i = 0; i < 5; ++i) {
    endpoint.connect();
    endpoint.live(10s);
    CHECK(endpoint.fail(FailureKind::reset) == 250ms);
  }
}
