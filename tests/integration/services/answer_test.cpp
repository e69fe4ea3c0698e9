#include <doctest/doctest.h>

#include <thread>

#include "services_probe.hpp"
#include "tests/support/full_listener.hpp"
#include "tests/support/peak_memory.hpp"

using namespace livetap::test;

namespace {

ProbeRow look_at_answer(const std::string& answer) {
  const RawServer server(answering(answer));
  return look_at(url_of(server));
}

const std::string impatient = R"("timeout": 300000000)";

}  // namespace

TEST_CASE("a service that is well is a row of what it says and how long it took") {
  const auto row = look_at_answer(http(200, well));
  CHECK(row.tags.at("service") == "it");
  CHECK(row.field("up") == Value(true));
  CHECK(row.text("status") == "up");
  CHECK(row.integer("status_code") == 200);
  for (const char* phase : {"latency_ms", "check_ms", "dns_ms", "connect_ms", "first_byte_ms"}) {
    CHECK(std::get<double>(row.field(phase)) > 0);
  }
  CHECK(row.field("database_connected") == Value(true));
  CHECK(row.field("queue_connected") == Value(true));
  CHECK(row.text("version") == "v1");
  for (const char* missing : {"tls_ms", "certificate_days", "certificate_expiring", "error", "hint",
                              "websocket_connected", "last_error"}) {
    CAPTURE(missing);
    CHECK(row.is_null(missing));
  }
}

TEST_CASE("an unhealthy service keeps its fields and says what is down") {
  const auto row = look_at_answer(
      http(503, R"({"status":"unhealthy","database_connected":false,"queue_connected":true})"));
  CHECK(row.field("up") == Value(false));
  CHECK(row.text("status") == "unhealthy");
  CHECK(row.integer("status_code") == 503);
  CHECK_FALSE(row.is_null("latency_ms"));
  CHECK(row.field("database_connected") == Value(false));
  CHECK(row.field("queue_connected") == Value(true));
  CHECK(contains(row.text("error"), "its database connection is down"));
}

TEST_CASE("a broken answer of HTTP or JSON is told, and gives no value") {
  struct Case {
    std::string answer;
    std::string status;
    std::string error;
  };
  const std::vector<Case> cases = {
      {http(500, "Internal Server Error"), "unexpected status", "'Internal Server Error'"},
      {http(200, R"({"database_connected":true,"queue)"), "not JSON", "incomplete JSON at byte 33"},
      {http(200, R"({"database_connected":true,"load":NaN})"), "not JSON", "syntax error"},
      {http(200, "<html>hello</html>"), "not JSON", "web page"},
      {http(200, ""), "not JSON", "begins with nothing"},
      {http(302, "", "Location: http://other.invalid/x?token=s\r\n"), "redirect",
       "redirects to http://other.invalid/x (302)"},
      {http(200, "xx", "Content-Encoding: gzip\r\n"), "bad answer", "compressed"},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "bad answer", "does not answer in HTTP"},
      {"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{", "timeout", "no answer within"},
      {http(200, std::string(1'000'000, '[')), "not JSON", "too deep"},
  };
  for (const auto& [answer, status, error] : cases) {
    CAPTURE(error);
    const RawServer server(answering(answer));
    const auto row = look_at(url_of(server), status == "timeout" ? impatient : patient);
    CHECK(row.field("up") == Value(false));
    CHECK(row.text("status") == status);
    CHECK(contains(row.text("error"), error));
    CHECK_FALSE(row.is_null("hint"));
    CHECK(says_nothing(row));
  }
}

TEST_CASE("names with anything in them come through, and forge no other field") {
  using namespace std::string_literals;
  const auto row = look_at_answer(
      http(200, "{\"version\":\"line\\nbreak, a=b \\\"q\\\" nul\\u0000 sep\\u2028 broken\xff\"}"));
  CHECK(row.text("version") == "line\nbreak, a=b \"q\" nul\0 sep\xe2\x80\xa8 broken\xff"s);
  CHECK(row.is_null("database_connected"));
  const auto long_one = look_at_answer(http(
      200, R"({"version":")" + std::string(64 * 1024, 'v') + R"(","reconnection_count":"3"})"));
  CHECK(long_one.text("version").size() == 4096);
  CHECK(long_one.is_null("reconnection_count"));
}

TEST_CASE("huge, deep and crowded answers cost little memory, of many targets at once, too") {
  std::string crowd = R"({"version":"v1","x":[0)";
  while (crowd.size() < 4 * 1024 * 1024) crowd += ",{},[1,2],\"x\"";
  crowd += "]}";
  std::string endless = "HTTP/1.1 200 X\r\nContent-Length: 209715200\r\n\r\n";
  endless.append(9 * 1024 * 1024, ' ');
  const RawServer crowded(answering(http(200, crowd)));
  const RawServer deep(answering(http(200, std::string(7'000'000, '['))));
  const RawServer oversized(answering(endless));
  const RawServer chunked([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
    for (int sent = 0; sent < 3200 && peer.send(chunk);) ++sent;
  });
  std::vector<std::string> targets;
  for (const auto* server : {&crowded, &deep, &oversized, &chunked, &deep, &oversized}) {
    targets.push_back(target(std::to_string(targets.size()), url_of(*server)));
  }
  const long before = peak_memory_mib();
  ServicesProbe probe(targets, 100ms, 60s);
  REQUIRE(probe.sees([](const ProbeRow&) { return true; }, 60s));
  const long grown = peak_memory_mib() - before;
  if (memory_is_telling) CHECK(grown <= 16);
  CHECK(probe.last("0").text("status") == "up");
  CHECK(probe.last("0").text("version") == "v1");
  CHECK(probe.last("1").text("status") == "not JSON");
  CHECK(probe.last("2").text("status") == "too large");
  CHECK(probe.last("3").text("status") == "too large");
}

TEST_CASE("a service that cannot be reached says why") {
  std::string gone;
  {
    const RawServer server(answering(""));
    gone = url_of(server);
  }
  const auto refused = look_at(gone);
  CHECK(refused.text("status") == "refused");
  CHECK(contains(refused.text("error"), "nothing listens there"));
  CHECK(refused.is_null("latency_ms"));
  CHECK(refused.is_null("status_code"));

  const auto unknown = look_at("http://no-such-host.invalid/health");
  CHECK(unknown.text("status") == "unknown host");
  CHECK(contains(unknown.text("error"), "no-such-host.invalid"));

  const RawServer resetting([](RawPeer& peer) {
    peer.read_request();
    peer.reset();
  });
  CHECK(look_at(url_of(resetting)).text("status") == "connection lost");
}

TEST_CASE("a timeout names the phase, however slowly a server drips") {
  const FullListener swallowing;
  const auto connecting =
      look_at("http://127.0.0.1:" + std::to_string(swallowing.port()) + "/health", impatient);
  CHECK(connecting.text("status") == "timeout");
  CHECK(contains(connecting.text("error"),
                 "no answer within 300 ms: timed out while connecting to 127.0.0.1:"));

  const RawServer mute([](RawPeer& peer) {
    peer.read_request();
    peer.read_exactly(1'000'000);
  });
  const auto waiting = look_at(url_of(mute), impatient);
  CHECK(contains(waiting.text("error"), "timed out while waiting for an answer from 127.0.0.1:"));
  CHECK_FALSE(waiting.is_null("connect_ms"));
  CHECK(waiting.is_null("latency_ms"));
  CHECK(std::get<double>(waiting.field("check_ms")) >= 299);

  const RawServer dripping([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n");
    while (peer.send(" ")) std::this_thread::sleep_for(20ms);
  });
  const auto reading = look_at(url_of(dripping), impatient);
  CHECK(contains(reading.text("error"), "timed out while reading the answer of 127.0.0.1:"));
  CHECK(says_nothing(reading));
}

TEST_CASE("what is asked is what the target says") {
  std::string seen;
  const RawServer server([&](RawPeer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      seen = request + peer.read_exactly(9);
      peer.send(http(204, ""));
    }
  });
  const auto row =
      look_at(url_of(server), patient + R"(, "method": "POST", "body": "{\"a\": 12}", "json": false,
                                          "expect_status": [204], "headers": {"X-API-Key": "k"})");
  CHECK(row.text("status") == "up");
  CHECK(contains(seen, "POST /health HTTP/1.1\r\n"));
  CHECK(contains(seen, "X-API-Key: k\r\n"));
  CHECK(contains(seen, "\r\n\r\n{\"a\": 12}"));
}
