// One round, as agent --once asks for it: a deadline, one row an endpoint, and the end.
#include <doctest/doctest.h>

#include "tests/integration/websocket/watched.hpp"

using namespace livetap::test;

namespace {

struct Round {
  std::vector<ProbeRow> rows;
  std::chrono::milliseconds took;
};

Round look_once(const std::string& settings, std::chrono::milliseconds deadline = 10s) {
  const auto began = std::chrono::steady_clock::now();
  StreamingProbe probe(LIVETAP_WEBSOCKET_PLUGIN, settings, 1s, deadline);
  const auto fault = probe.finish();
  CHECK(fault.message.empty());
  const auto took = std::chrono::steady_clock::now() - began;
  return {probe.rows(), std::chrono::duration_cast<std::chrono::milliseconds>(took)};
}

std::string settings_of(const std::string& url) {
  return R"({"url": ")" + url + "\"}";
}

}  // namespace

TEST_CASE("a single look counts the first messages for a moment, and ends") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    peer.serve(200ms);
    peer.send(text_frame("hello"));
    peer.serve(20s);
  });
  const auto round = look_once(settings_of(ws_url(server)));
  REQUIRE(round.rows.size() == 1);
  CHECK(round.rows[0].text("state") == "connected");
  CHECK(number(round.rows[0], "message_rate") > 0);
  CHECK(number(round.rows[0], "connect_ms") >= 0);
  CHECK(round.took < 5s);
}

TEST_CASE("a single look at a quiet connection ends without a message") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (peer.accept()) peer.serve(20s);
  });
  const auto round = look_once(settings_of(ws_url(server)));
  REQUIRE(round.rows.size() == 1);
  CHECK(std::get<bool>(round.rows[0].field("connected")));
  CHECK(number(round.rows[0], "message_rate") == 0);
  CHECK(number(round.rows[0], "ping_ms") >= 0);
  CHECK(round.took < 5s);
}

TEST_CASE("a single look at an endpoint that refuses ends at once, with the cure") {
  const auto round = look_once(settings_of("ws://127.0.0.1:1/"));
  REQUIRE(round.rows.size() == 1);
  CHECK(contains(round.rows[0].text("error"), "nothing listens there"));
  CHECK(contains(round.rows[0].text("hint"), "is the server running"));
  CHECK(round.took < 5s);
}

TEST_CASE("a single look is over by its deadline, whatever an endpoint does") {
  RawServer mute([](RawPeer& peer) {
    while (peer.read_some(1024, 100ms)) {
    }
  });
  RawServer good([](RawPeer& raw) {
    WsPeer peer(raw);
    if (peer.accept() && peer.send(text_frame("hello"))) peer.serve(20s);
  });
  const auto round = look_once(R"({"endpoints": [{"name": "good", "url": ")" + ws_url(good) +
                                   R"("}, {"name": "mute", "url": ")" + ws_url(mute) + R"("}]})",
                               1s);
  REQUIRE(round.rows.size() == 2);
  CHECK(std::get<bool>(round.rows[0].field("connected")));
  CHECK_FALSE(std::get<bool>(round.rows[1].field("connected")));
  CHECK(contains(round.rows[1].text("error"), "no connection to 127.0.0.1"));
  CHECK(round.took >= 800ms);
  CHECK(round.took < 3s);
}
