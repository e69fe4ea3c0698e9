// What no server would send by mistake: the probe says so, breaks off, comes back ever more slowly,
// and its memory stays where it is.
#include <doctest/doctest.h>
#include <malloc.h>

#include <fstream>

#include "tests/integration/websocket/frames.hpp"
#include "tests/integration/websocket/watched.hpp"

using namespace livetap::test;

namespace {

// Resident bytes of this program, in which the plugin runs too.
std::size_t resident() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages >> pages;
  return pages * 4096;
}

// A server that upgrades and then sends that for ever, or until the client goes.
RawServer::Behaviour sending(std::string once, std::string for_ever = {}) {
  return [once = std::move(once), for_ever = std::move(for_ever)](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept() || !peer.send(once)) return;
    if (for_ever.empty()) return peer.serve(60s);
    while (peer.send(for_ever)) {
    }
  };
}

std::string repeated(const std::string& bytes, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += bytes;
  return all;
}

void check_protocol_error(const Watched& probe, int code) {
  CHECK(probe.sees([code](const ProbeRow& row) {
    return !row.is_null("close_code") && row.integer("close_code") == code &&
           !std::get<bool>(row.field("connected"));
  }));
  CHECK(probe.sees_event("websocket_disconnected"));
  CHECK(probe.sees_event("websocket_reconnecting"));
}

}  // namespace

TEST_CASE("a server that breaks the protocol is told as such, in row and event, and left") {
  const std::string long_frame = encode({.first = 0x82, .payload = "x", .length = 1ull << 62});
  const std::string longest = encode({.first = 0x82, .payload = "x", .length = 1ull << 63});
  const struct {
    std::string what;
    std::string bytes;
    int code;
  } cases[] = {
      {"a frame of 2^62 bytes", long_frame, 1009},
      {"a frame of 2^63 bytes", longest, 1009},
      {"a masked frame", encode({.payload = "hello", .masked = true}), 1002},
      {"reserved bits", frame(0xf1, "hello"), 1002},
      {"compression that nobody asked for", frame(0xc1, "\x4b\x04\x00"), 1002},
      {"bad UTF-8", text_frame("\xff\xfe"), 1007},
      {"a message over the limit", text_frame(std::string((1 << 20) + 1, 'x')), 1009},
      {"a close code that is none", close_frame(999), 1002},
  };
  for (const auto& [what, bytes, code] : cases) {
    CAPTURE(what);
    RawServer server(sending(bytes));
    Watched probe(server);
    check_protocol_error(probe, code);
    CHECK_FALSE(probe.rows().empty());
  }
}

TEST_CASE("floods and messages without an end are broken off, and memory stays flat") {
  const std::string part = frame(op_more, std::string(16 << 10, 'x'));
  const std::string pings = repeated(frame(final_frame | op_ping, std::string(125, 'p')), 100);
  const struct {
    std::string what;
    std::string once;
    std::string for_ever;
    int code;
  } cases[] = {
      {"continuation without an end", frame(op_text, "x"), part, 1009},
      {"pings without an end", "", pings, 1008},
  };
  for (const auto& [what, once, for_ever, code] : cases) {
    CAPTURE(what);
    RawServer server(sending(once, for_ever));
    Watched probe(server);
    check_protocol_error(probe, code);
    ::malloc_trim(0);
    const auto before = resident();
    std::this_thread::sleep_for(2s);
    ::malloc_trim(0);
    CHECK(resident() < before + (8u << 20));
  }
}

TEST_CASE("empty fragments without an end and without pongs are a dead peer") {
  RawServer server(sending(frame(op_text, "x"), repeated(frame(op_more), 1000)));
  Watched probe(server, R"("ping": 300000000, "pong_timeout": 500000000)");
  check_protocol_error(probe, 1006);
}

TEST_CASE("a server that never answers a close, nor hangs up, is left all the same") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (!peer.accept()) return;
    peer.send(frame(0xf1, "hello"));
    std::this_thread::sleep_for(200ms);
    while (raw.read_some(4096, 100ms)) {
    }
  });
  Watched probe(server);
  check_protocol_error(probe, 1002);
  CHECK(probe.sees([](const ProbeRow& row) { return row.integer("reconnects") >= 1; }));
}

TEST_CASE("a hostile server is tried ever more rarely") {
  RawServer server(sending(frame(0xf1, "hello")));
  Watched probe(server);
  check_protocol_error(probe, 1002);
  std::this_thread::sleep_for(4s);
  CHECK(server.connections() <= 15);
}

TEST_CASE("what a server says in its goodbye is one line of text in row and event") {
  const std::string words = "bye\n\"x\",endpoint=other \\ \xe2\x80\xa8 end";
  RawServer server(sending(close_frame(4000, words)));
  Watched probe(server);
  REQUIRE(probe.sees_event("websocket_disconnected"));
  const auto events = probe.events();
  CHECK(contains(events[1].attributes, R"(bye\n\"x\",endpoint=other \\ )"));
  CHECK(contains(events[1].message, "4000"));
}
