#include <doctest/doctest.h>

#include "tests/integration/websocket/watched.hpp"

using namespace livetap::test;

TEST_CASE("a connection is told with its rates, its lag and how long a ping takes") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    while (!peer.gone()) {
      const auto now = std::chrono::system_clock::now().time_since_epoch() - 40ms;
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
      peer.send(text_frame(R"({"type":"trade","ts":)" + std::to_string(ms) + "}"));
      peer.serve(10ms);
    }
  });
  Watched probe(server, R"("timestamp": "/ts", "name": "market")");
  REQUIRE(probe.sees([](const ProbeRow& row) { return number(row, "message_rate") > 5; }));
  const auto row = probe.last("market");
  CHECK(row.text("state") == "connected");
  CHECK(std::get<bool>(row.field("connected")));
  CHECK(number(row, "byte_rate") ==
        doctest::Approx(number(row, "message_rate") * 35).epsilon(0.01));
  CHECK(number(row, "lag_ms") >= 39);
  CHECK(number(row, "lag_ms") < 5000);
  CHECK(number(row, "ping_ms") >= 0);
  CHECK(number(row, "connect_ms") >= 0);
  CHECK(number(row, "silence_ms") < 5000);
  CHECK(row.integer("reconnects") == 0);
  CHECK(row.is_null("close_code"));
  CHECK(row.is_null("error"));
  CHECK(row.is_null("hint"));
  REQUIRE(probe.sees_event("websocket_connected"));
  CHECK(probe.events()[0].service == "market");
}
