#include "plugins/websocket/endpoint_state.hpp"

#include <doctest/doctest.h>

#include "unit/plugins/websocket/watched_endpoint.hpp"

using namespace livetap::websocket;
using namespace livetap::websocket::test;

TEST_CASE("an endpoint is connecting at first, and nothing is known of it") {
  WatchedEndpoint endpoint;
  const auto row = endpoint.row();
  CHECK_FALSE(row.connected);
  CHECK(row.state == LinkState::connecting);
  CHECK_FALSE(row.traffic.message_rate);
  CHECK_FALSE(row.silence_ms);
  CHECK_FALSE(row.ping_ms);
  CHECK_FALSE(row.close_code);
  CHECK(row.reconnects == 0);
  CHECK(endpoint.changes().empty());
  CHECK(endpoint.state.wake_at() == EndpointState::Time::max());
}

TEST_CASE("a connection is pinged at once and then every ping interval, and tells the way there") {
  WatchedEndpoint endpoint;
  endpoint.open();
  REQUIRE(endpoint.look() == Due::ping);
  endpoint.now += 12ms;
  endpoint.pong();
  const auto row = endpoint.row();
  CHECK(row.connected);
  CHECK(row.ping_ms == doctest::Approx(12));
  CHECK(row.connect_ms == doctest::Approx(20));
  CHECK(endpoint.look() == Due::nothing);
  endpoint.now = endpoint.state.wake_at();
  CHECK(endpoint.look() == Due::ping);
  CHECK(endpoint.state.ping_number() == 2);
}

TEST_CASE("a peer of which nothing comes back is dropped within ping and pong timeout") {
  WatchedEndpoint endpoint;
  endpoint.connect();
  const auto frozen = endpoint.now;
  endpoint.now = endpoint.state.wake_at();
  REQUIRE(endpoint.look() == Due::ping);
  endpoint.now = endpoint.state.wake_at();
  CHECK(endpoint.look() == Due::drop);
  CHECK(endpoint.now - frozen == 9s);
  const auto why = endpoint.state.drop_reason("h:1", endpoint.now);
  CHECK(why.kind == FailureKind::dead);
  CHECK(why.message == "h:1 did not answer a ping for 9.0 s");
  CHECK(why.close_code == 1006);
}

TEST_CASE("a pong timeout longer than the ping interval still comes to its end") {
  WatchedEndpoint endpoint;
  endpoint.state = EndpointState(
      {0s, 1s, 10s}, [] { return 0.5; }, endpoint.now);
  endpoint.open();
  const auto began = endpoint.now;
  Due due = endpoint.look();
  while (due != Due::drop) {
    endpoint.now = endpoint.state.wake_at();
    due = endpoint.look();
  }
  CHECK(endpoint.now - began == 10s);
}

TEST_CASE("a peer that talks and answers no ping lives, without a ping time") {
  WatchedEndpoint endpoint;
  endpoint.open();
  for (int i = 0; i < 60; ++i) {
    CHECK(endpoint.look() != Due::drop);
    i % 2 == 0 ? endpoint.message() : endpoint.state.heard(endpoint.now);
    endpoint.now += 1s;
  }
  CHECK_FALSE(endpoint.row().ping_ms);
}

TEST_CASE("the answer to a ping of another connection or another number is no time") {
  WatchedEndpoint endpoint;
  endpoint.open();
  endpoint.look();
  endpoint.state.control_frame(7u, endpoint.now);
  endpoint.state.control_frame(std::nullopt, endpoint.now);
  CHECK_FALSE(endpoint.row().ping_ms);
}

TEST_CASE("no message for the silence limit is a state, and the next message ends it") {
  WatchedEndpoint endpoint;
  endpoint.connect();
  endpoint.message();
  endpoint.live(29s);
  CHECK(endpoint.row().state == LinkState::connected);
  endpoint.live(1s);
  const auto row = endpoint.row();
  CHECK(row.state == LinkState::silent);
  CHECK(row.connected);
  CHECK(row.silence_ms == doctest::Approx(30'000));
  CHECK(row.error == "no message for 30.0 s");
  CHECK(row.traffic.message_rate == doctest::Approx(0));
  endpoint.message();
  CHECK(endpoint.row().error.empty());
  CHECK(endpoint.changes() == "connected silent connected");
}

TEST_CASE("a connection on which nothing ever came falls silent too, unless silence is off") {
  WatchedEndpoint endpoint;
  endpoint.connect();
  endpoint.live(31s);
  CHECK(endpoint.changes() == "connected silent");

  WatchedEndpoint patient(0.5, 0s);
  patient.connect();
  patient.live(24h);
  CHECK(patient.changes() == "connected");
}

TEST_CASE("a lost connection is told once however often it is tried, and its end once") {
  WatchedEndpoint endpoint;
  endpoint.connect();
  endpoint.live(60s);
  endpoint.changes();
  endpoint.fail(FailureKind::reset, "reset");
  CHECK(endpoint.changes() == "disconnected");
  CHECK(endpoint.row().error == "reset");
  for (int i = 0; i < 60; ++i) {
    endpoint.state.try_begins(endpoint.now += 1s);
    endpoint.fail(FailureKind::refused, "refused");
  }
  CHECK(endpoint.row().error == "refused");
  CHECK(endpoint.row().hint == "cure");
  endpoint.open();
  const auto changes = endpoint.state.take_changes();
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].to == LinkState::reconnecting);
  CHECK(changes[0].lasted == 1s);
  CHECK(changes[0].reason->message == "reset");
  CHECK(changes[1].to == LinkState::connected);
  CHECK(changes[1].lasted == 59s);
  CHECK(changes[1].reason->message == "refused");
  CHECK(endpoint.row().reconnects == 1);
}

TEST_CASE("a first try that fails is a disconnect, and no reconnect is counted") {
  WatchedEndpoint endpoint;
  endpoint.state.try_begins(endpoint.now);
  endpoint.fail(FailureKind::refused);
  endpoint.state.try_begins(endpoint.now);
  endpoint.state.opened(1ms, endpoint.now);
  CHECK(endpoint.changes() == "disconnected reconnecting connected");
  CHECK(endpoint.row().reconnects == 0);
}

TEST_CASE("what was measured on a connection that is gone is not shown as current") {
  WatchedEndpoint endpoint;
  endpoint.connect();
  endpoint.message();
  endpoint.live(10s);
  endpoint.row();
  endpoint.state.ended({FailureKind::closed, "closed", "", 1012}, endpoint.now);
  endpoint.now += 5s;
  const auto row = endpoint.row();
  CHECK_FALSE(row.connected);
  CHECK_FALSE(row.traffic.message_rate);
  CHECK_FALSE(row.ping_ms);
  CHECK_FALSE(row.connect_ms);
  CHECK(row.close_code == 1012);
  CHECK(row.silence_ms == doctest::Approx(15'000));
  endpoint.connect();
  CHECK_FALSE(endpoint.row().close_code);
}

TEST_CASE("a loss that is made good before the next row is told in one row all the same") {
  WatchedEndpoint endpoint;
  endpoint.connect();
  endpoint.live(10s);
  endpoint.row();
  endpoint.state.ended({FailureKind::closed, "closed", "cure", 1001}, endpoint.now);
  endpoint.now += 20ms;
  endpoint.connect();
  const auto loss = endpoint.row();
  CHECK(loss.over);
  CHECK_FALSE(loss.connected);
  CHECK(loss.state == LinkState::disconnected);
  CHECK(loss.error == "closed");
  CHECK(loss.close_code == 1001);
  CHECK(loss.reconnects == 1);
  const auto after = endpoint.row();
  CHECK_FALSE(after.over);
  CHECK(after.connected);
  CHECK(after.error.empty());
}

TEST_CASE("a flood of pings is broken off, a thousand a second are borne") {
  WatchedEndpoint endpoint;
  endpoint.connect();
  for (int second = 0; second < 3; ++second) {
    for (int i = 0; i < 990; ++i) endpoint.state.control_frame(std::nullopt, endpoint.now);
    CHECK(endpoint.look() != Due::drop);
    endpoint.now += 1s;
  }
  for (int i = 0; i < 1002; ++i) endpoint.state.control_frame(std::nullopt, endpoint.now);
  REQUIRE(endpoint.look() == Due::drop);
  const auto why = endpoint.state.drop_reason("h:1", endpoint.now);
  CHECK(why.kind == FailureKind::protocol);
  CHECK(why.close_code == 1008);
}

TEST_CASE("a single look is over with the first failure, or some time after the upgrade") {
  WatchedEndpoint refused;
  CHECK_FALSE(refused.state.settled(refused.now));
  refused.fail(FailureKind::refused);
  CHECK(refused.state.settled(refused.now));

  WatchedEndpoint talking;
  talking.open();
  CHECK_FALSE(talking.state.settled(talking.now));
  talking.message();
  CHECK_FALSE(talking.state.settled(talking.now));
  talking.now += 250ms;
  CHECK(talking.state.settled(talking.now));

  WatchedEndpoint quiet;
  quiet.open();
  quiet.now += 490ms;
  CHECK_FALSE(quiet.state.settled(quiet.now));
  quiet.now += 10ms;
  CHECK(quiet.state.settled(quiet.now));
}
