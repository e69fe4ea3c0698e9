#include <doctest/doctest.h>

#include <atomic>

#include "tests/integration/websocket/watched.hpp"

using namespace livetap::test;

namespace {

bool is(const ProbeRow& row, const std::string& state) {
  return !row.fields.empty() && row.text("state") == state;
}
auto in_state(const std::string& state) {
  return [state](const ProbeRow& row) { return is(row, state); };
}

// The states that began, in order: "connected disconnected".
std::string changes(const StreamingProbe& probe) {
  std::string types;
  for (const auto& event : probe.events()) {
    types += (types.empty() ? "" : " ") + event.type.substr(event.type.find('_') + 1);
  }
  return types;
}

void serve_for_ever(RawPeer& raw) {
  WsPeer peer(raw);
  if (peer.accept()) peer.serve(60s);
}

void swallow(RawPeer& raw) {
  while (raw.read_some(1024, 100ms)) {
  }
}

}  // namespace

TEST_CASE("a goodbye is told with its code and words, and the connection is opened again") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    peer.serve(300ms);
    peer.send(close_frame(1012, "back soon"));
    peer.serve(5s);
  });
  Watched probe(server);
  REQUIRE(probe.sees([](const ProbeRow& row) {
    return !row.is_null("close_code") && contains(row.text("error"), "1012 service restart");
  }));
  REQUIRE(probe.sees(
      [](const ProbeRow& row) { return is(row, "connected") && row.integer("reconnects") == 1; }));
  CHECK(changes(probe).starts_with("connected disconnected reconnecting connected"));
  const auto lost = probe.events()[1];
  CHECK(lost.severity == LIVETAP_ERROR);
  CHECK(contains(lost.message, "back soon"));
  CHECK(contains(lost.attributes, R"("close_code":1012)"));
}

TEST_CASE("a connection that ends without a word is seen within two seconds, row and event") {
  for (const bool with_reset : {false, true}) {
    CAPTURE(with_reset);
    RawServer server(serve_for_ever);
    Watched probe(server);
    REQUIRE(probe.sees(in_state("connected")));
    const auto cut = std::chrono::steady_clock::now();
    server.end_connections(with_reset);
    REQUIRE(probe.sees([](const ProbeRow& row) {
      return !std::get<bool>(row.field("connected")) && !is(row, "connecting");
    }));
    REQUIRE(probe.sees_event("websocket_disconnected"));
    CHECK(std::chrono::steady_clock::now() - cut < 2s);
    REQUIRE(probe.sees([](const ProbeRow& row) { return row.integer("reconnects") == 1; }));
  }
}

TEST_CASE("a frozen peer is noticed within ping and pong timeout, though its socket is open") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    peer.serve(500ms);
    swallow(raw);
  });
  Watched probe(server, R"("ping": 300000000, "pong_timeout": 300000000)");
  REQUIRE(probe.sees([](const ProbeRow& row) {
    return !row.is_null("error") && contains(row.text("error"), "did not answer a ping") &&
           row.integer("close_code") == 1006;
  }));
  CHECK(probe.sees([](const ProbeRow& row) { return row.integer("reconnects") >= 1; }));
}

TEST_CASE("a peer whose message takes long is not dead, though its pongs wait behind it") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    const auto message = text_frame(std::string(60'000, 'x'));
    for (std::size_t at = 0; at < message.size(); at += 1000) {
      if (!peer.send(std::string_view(message).substr(at, 1000))) return;
      std::this_thread::sleep_for(30ms);
    }
    peer.serve(20s);
  });
  Watched probe(server, R"("ping": 200000000, "pong_timeout": 500000000)");
  REQUIRE(probe.sees([](const ProbeRow& row) { return number(row, "message_rate") > 0; }));
  CHECK(changes(probe) == "connected");
}

TEST_CASE("silence is a state of an open connection, and the next message ends it") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    peer.send(text_frame("hello"));
    peer.serve(1500ms);
    peer.send(text_frame("again"));
    peer.serve(30s);
  });
  Watched probe(server, R"("silence": 500000000)");
  REQUIRE(probe.sees([](const ProbeRow& row) {
    return is(row, "silent") && std::get<bool>(row.field("connected")) &&
           contains(row.text("error"), "no message for");
  }));
  REQUIRE(wait_until(20s, [&] { return probe.events().size() >= 3; }));
  CHECK(changes(probe).starts_with("connected silent connected"));
  CHECK(contains(probe.events()[2].message, "messages come again"));
}

TEST_CASE("an endpoint that is down is tried each second, told once, and back within two") {
  std::uint16_t port = 0;
  {
    RawServer placeholder(serve_for_ever);
    port = placeholder.port();
  }
  Watched probe("ws://127.0.0.1:" + std::to_string(port) + "/");
  REQUIRE(probe.sees([](const ProbeRow& row) {
    return is(row, "reconnecting") && contains(row.text("error"), "nothing listens there") &&
           !row.is_null("hint");
  }));
  std::this_thread::sleep_for(3s);
  CHECK(changes(probe) == "disconnected reconnecting");
  RawServer server(serve_for_ever, nullptr, port);
  const auto back = std::chrono::steady_clock::now();
  REQUIRE(probe.sees(in_state("connected")));
  CHECK(std::chrono::steady_clock::now() - back < 2s);
  CHECK(probe.last().is_null("error"));
}

TEST_CASE("one endpoint's trouble is not its neighbour's, and each has a row every interval") {
  RawServer good([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    while (peer.send(text_frame("tick")) && !peer.gone()) peer.serve(20ms);
  });
  RawServer mute(swallow);
  StreamingProbe probe(LIVETAP_WEBSOCKET_PLUGIN,
                       R"({"silence": 5000000000, "endpoints": [{"name": "good", "url": ")" +
                           ws_url(good) + R"("}, {"name": "mute", "url": ")" + ws_url(mute) +
                           R"("}, {"name": "gone", "url": "ws://127.0.0.1:1/"}]})");
  REQUIRE(probe.sees([](const ProbeRow& row) { return number(row, "message_rate") > 5; }));
  const auto before = probe.rows().size();
  std::this_thread::sleep_for(2s);
  const auto rows = probe.rows();
  CHECK(rows.size() - before >= 3 * 10);
  CHECK(rows.size() - before <= 3 * 25);
  CHECK(probe.last("good").text("state") == "connected");
  CHECK(probe.last("mute").text("state") == "connecting");
  CHECK(probe.last("gone").text("state") == "reconnecting");
}

TEST_CASE("a stop says goodbye to the server and does not wait for its answer") {
  std::atomic<int> code = 0;
  RawServer server([&](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    while (!peer.gone()) {
      const auto frame = peer.next(100ms);
      if (frame && frame->opcode == WsOpcode::close) code = close_code(*frame);
    }
  });
  Watched probe(server);
  REQUIRE(probe.sees(in_state("connected")));
  CHECK(probe.cancel() < 1s);
  CHECK(wait_until(5s, [&] { return code == 1001; }));
}
