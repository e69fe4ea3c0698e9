#include <doctest/doctest.h>

#include <algorithm>

#include "support/grafana/test_certificate.hpp"
#include "tests/integration/websocket/watched.hpp"

using namespace livetap::test;

namespace {

// The first row that says why there is no connection.
ProbeRow refusal(const StreamingProbe& probe) {
  const auto refused = [](const ProbeRow& row) { return !row.is_null("error"); };
  REQUIRE(probe.sees(refused));
  const auto rows = probe.rows();
  return *std::find_if(rows.begin(), rows.end(), refused);
}

bool connects(const StreamingProbe& probe) {
  return probe.sees([](const ProbeRow& row) { return std::get<bool>(row.field("connected")); });
}

std::string answer(const std::string& status, const std::string& more = {}) {
  return "HTTP/1.1 " + status + "\r\n" + more + "Content-Length: 15\r\n\r\n<html>no</html>";
}

RawServer::Behaviour answering(const std::string& bytes) {
  return [bytes](RawPeer& peer) {
    if (!peer.read_request().empty()) peer.send(bytes);
  };
}

void greet(RawPeer& raw) {
  WsPeer peer(raw);
  if (peer.accept()) peer.serve(20s);
}

std::string wss_url(const RawServer& server) {
  return "wss://127.0.0.1:" + std::to_string(server.port()) + "/";
}

std::string trusting(const TestCertificate& certificate) {
  return R"("tls": {"ca_file": ")" + certificate.ca_file().string() + R"("})";
}

}  // namespace

TEST_CASE("an answer other than the upgrade is told in words, with a cure, and no secret") {
  const struct {
    std::string answer;
    const char* error;
    const char* hint;
  } cases[] = {
      {answer("401 Unauthorized"), "does not accept the credentials (401)", "API key"},
      {answer("403 Forbidden"), "refuses this client (403)", "API key"},
      {answer("404 Not Found"), "is not there (404)", "path in url"},
      {answer("302 Found", "Location: http://u:geheim@other/login?t=geheim\r\n"),
       "redirects to http://other/login (302)", "not followed"},
      {answer("200 OK", "Content-Type: text/html\r\n"), "without upgrading to WebSocket (200)",
       "proxy"},
      {answer("503 Service Unavailable"), "a problem of its own (503)", "log of the service"},
      {answer("426 Upgrade Required"), "refuses the upgrade (426)", "subprotocol"},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
       "Sec-WebSocket-Accept: d3Jvbmc=\r\n\r\n",
       "answers the upgrade wrongly", "proxy"},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "answers the upgrade wrongly", "something other"},
      {"HTTP/1.1 200 OK\r\nX-Filler: " + std::string(20'000, 'x') + "\r\n\r\n",
       "answers the upgrade wrongly", "proxy"},
      {"", "hung up instead of an answer", "wss"},
  };
  for (const auto& [bytes, error, hint] : cases) {
    CAPTURE(error);
    RawServer server(answering(bytes));
    Watched probe(ws_url(server, "/stream?key=geheim"));
    const auto row = refusal(probe);
    CHECK(contains(row.text("error"), error));
    CHECK(contains(row.text("error"), "127.0.0.1:" + std::to_string(server.port())));
    CHECK(contains(row.text("hint"), hint));
    CHECK_FALSE(contains(row.text("error"), "geheim"));
    CHECK(row.is_null("close_code"));
  }
}

TEST_CASE("an upgrade that is not answered ends at the connect timeout") {
  for (const char* first : {"", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: "}) {
    RawServer server([first](RawPeer& peer) {
      peer.read_request();
      peer.send(first);
      while (peer.read_some(1024, 100ms)) {
      }
    });
    Watched probe(server, R"("connect_timeout": 500000000)");
    CHECK(contains(refusal(probe).text("error"), "does not answer the upgrade in time"));
  }
}

TEST_CASE("a subprotocol that was not asked for is no upgrade") {
  RawServer server([](RawPeer& raw) {
    WsPeer peer(raw);
    if (peer.accept("Sec-WebSocket-Protocol: other\r\n")) peer.serve(1s);
  });
  Watched probe(server, R"("subprotocol": "feed")");
  CHECK(contains(refusal(probe).text("error"), "another subprotocol"));
}

TEST_CASE("wrong credentials are tried slowly, other refusals back off") {
  const auto tries_in_3_s = [](const std::string& bytes) {
    RawServer server(answering(bytes));
    Watched probe(server);
    refusal(probe);
    std::this_thread::sleep_for(3s);
    return server.connections();
  };
  CHECK(tries_in_3_s(answer("401 Unauthorized")) == 1);
  const int others = tries_in_3_s(answer("404 Not Found"));
  CHECK(others >= 2);
  CHECK(others <= 12);
}

TEST_CASE("a certificate is checked: authority, host and date, unless that is switched off") {
  const TestCertificate good;
  const TestCertificate misnamed({.dns_name = "elsewhere", .ip = ""});
  const TestCertificate expired({.days = -1});
  RawServer trusted(greet, &good);
  RawServer elsewhere(greet, &misnamed);
  RawServer old(greet, &expired);

  CHECK(connects(Watched(wss_url(trusted), trusting(good))));
  CHECK(connects(Watched(wss_url(old), R"("tls": {"insecure_skip_verify": true})")));

  const auto stranger = refusal(Watched(wss_url(trusted)));
  CHECK(contains(stranger.text("error"), "not trusted"));
  CHECK(contains(stranger.text("hint"), "tls.ca_file"));
  const auto other_host = refusal(Watched(wss_url(elsewhere), trusting(misnamed)));
  CHECK(contains(other_host.text("error"), "mismatch"));
  CHECK(contains(refusal(Watched(wss_url(old), trusting(expired))).text("error"), "expired"));
}

TEST_CASE("a server without TLS, and an authority that cannot be read, are named so") {
  RawServer plain([](RawPeer& peer) {
    peer.read_some(1024, 5s);
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.read_some(1024, 5s);
  });
  const auto without_tls = refusal(Watched(wss_url(plain)));
  CAPTURE(without_tls.text("error"));
  CHECK(contains(without_tls.text("error"), "does not speak TLS"));
  const auto nowhere = refusal(Watched(wss_url(plain), R"("tls": {"ca_file": "/nowhere.pem"})"));
  CHECK(contains(nowhere.text("error"), "/nowhere.pem"));
}
