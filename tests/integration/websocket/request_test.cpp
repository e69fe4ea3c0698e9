#include <doctest/doctest.h>

#include <mutex>
#include <stdexcept>

#include "tests/integration/websocket/watched.hpp"

using namespace livetap::test;

namespace {

// What the plugin says of settings that it does not take, with the path of the setting; or "none".
std::string refusal(const std::string& settings) {
  try {
    StreamingProbe probe(LIVETAP_WEBSOCKET_PLUGIN, settings);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("headers, subprotocol and user reach the server, and texts are sent once connected") {
  std::mutex mutex;
  std::string request;
  std::vector<std::string> texts;
  RawServer server([&](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept("Sec-WebSocket-Protocol: feed.v2\r\n")) return;
    {
      const std::lock_guard lock(mutex);
      request = peer.request();
    }
    while (!peer.gone()) {
      const auto frame = peer.next(100ms);
      const std::lock_guard lock(mutex);
      if (frame && frame->opcode == WsOpcode::text) texts.push_back(frame->payload);
    }
  });
  const auto authority = "127.0.0.1:" + std::to_string(server.port());
  Watched probe("ws://me:pass%20word@" + authority + "/v1/s?a=b%20c",
                R"("headers": {"X-API-Key": "k1"}, "subprotocol": "feed.v2",)"
                R"("send": ["{\"op\":\"subscribe\"}", "second"])");
  REQUIRE(wait_until(20s, [&] {
    const std::lock_guard lock(mutex);
    return texts.size() == 2;
  }));
  CHECK(texts == std::vector<std::string>{R"({"op":"subscribe"})", "second"});
  CHECK(request.starts_with("GET /v1/s?a=b%20c HTTP/1.1\r\n"));
  CHECK(contains(request, "X-API-Key: k1\r\n"));
  CHECK(contains(request, "Sec-WebSocket-Protocol: feed.v2\r\n"));
  CHECK(contains(request, "Authorization: Basic bWU6cGFzcyB3b3Jk\r\n"));
  CHECK(contains(request, "User-Agent: livetap\r\n"));
  CHECK_FALSE(contains(request, "Sec-WebSocket-Extensions"));
  REQUIRE(probe.sees([](const ProbeRow& row) { return std::get<bool>(row.field("connected")); }));
  CHECK(probe.last().tags.at("endpoint") == authority + "/v1/s");
}

TEST_CASE("settings that make no sense are refused at the start, each by its name") {
  const std::string url = R"({"url": "ws://127.0.0.1:1/", )";
  CHECK(contains(refusal("{}"), "url: there is neither url nor endpoints"));
  CHECK(contains(refusal(url + R"("endpoints": [{"url": "ws://h/"}]})"), "there are url and"));
  CHECK(contains(refusal(R"({"url": "http://h/"})"), "url: it begins with http://"));
  CHECK(contains(refusal(R"({"endpoints": [{"name": "a"}]})"), "endpoints[0]: it has no url"));
  CHECK(contains(refusal(R"({"endpoints": [{"url": "ws://h/"}, {"url": "ws://h/"}]})"),
                 "endpoints[1]: another endpoint is called h:80"));
  CHECK(contains(refusal(url + R"("timestamp": "ts"})"), "timestamp: it is no JSON pointer"));
  CHECK(contains(refusal(url + R"("headers": {"Sec-WebSocket-Key": "x"}})"),
                 "headers.Sec-WebSocket-Key: the probe sets this header itself"));
  CHECK(contains(refusal(url + R"("headers": {"X-A": "b\r\nX-B: c"}})"), "holds a line break"));
  CHECK(contains(refusal(url + R"("headers": {"X A": "b"}})"), "no name may hold"));
  CHECK(contains(refusal(url + R"("ping": 0})"), "ping: it is less than 10ms"));
  CHECK(contains(refusal(url + R"("message_limit": 17})"), "message_limit: it is not between"));
  CHECK(contains(refusal(url + R"("subprotocol": "a\nb"})"), "subprotocol: it holds a line break"));
  CHECK(refusal(url + R"("silence": 0})") == "none");
}

TEST_CASE("what stands beside the list of endpoints holds for each that does not say otherwise") {
  std::mutex mutex;
  std::vector<std::string> keys;
  RawServer server([&](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    {
      const std::lock_guard lock(mutex);
      const auto at = peer.request().find("X-API-Key: ");
      keys.push_back(peer.request().substr(at + 11, 3));
    }
    peer.serve(60s);
  });
  StreamingProbe probe(LIVETAP_WEBSOCKET_PLUGIN,
                       R"({"headers": {"X-API-Key": "all"}, "endpoints": [{"name": "a", "url": ")" +
                           ws_url(server) + R"("}, {"name": "b", "url": ")" + ws_url(server) +
                           R"(", "headers": {"X-API-Key": "own"}}]})");
  REQUIRE(wait_until(20s, [&] {
    const std::lock_guard lock(mutex);
    return keys.size() == 2;
  }));
  std::sort(keys.begin(), keys.end());
  CHECK(keys == std::vector<std::string>{"all", "own"});
}
