#include "net/http_client.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

#include "support/grafana/raw_server.hpp"

using namespace livetap::net;
using namespace livetap::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

Url url_of(const std::string& scheme, std::uint16_t port, const std::string& host = "127.0.0.1") {
  return *parse_url(scheme + "://" + host + ":" + std::to_string(port));
}

HttpClient client_of(const RawServer& server) {
  return HttpClient({.url = url_of("http", server.port()), .tls = {}});
}

RawServer::Behaviour answering(std::string answer) {
  return [answer = std::move(answer)](RawPeer& peer) {
    while (!peer.read_request().empty()) {
      if (!peer.send(answer)) return;
    }
  };
}

NetErrorKind kind_of(const NetResult<HttpResponse>& answer) {
  REQUIRE_FALSE(answer.has_value());
  INFO(answer.error().message);
  CHECK(answer.error().message.find("127.0.0.1:") != std::string::npos);
  return answer.error().kind;
}

}  // namespace

TEST_CASE("requests share one connection and carry what was asked") {
  std::string seen;
  RawServer server([&](RawPeer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      seen = request;
      peer.send(ok);
    }
  });
  auto client = client_of(server);
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.get("/api?x=1", {{"X-Key", "v"}}, Clock::now() + 10s);
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK(answer->body == "hi");
    CHECK(answer->header("content-length") == "2");
    CHECK(answer->timing.connect.has_value() == (i == 0));
    CHECK_FALSE(answer->certificate_days.has_value());
  }
  CHECK(server.connections() == 1);
  CHECK(seen.find("GET /api?x=1 HTTP/1.1\r\n") == 0);
  CHECK(seen.find("X-Key: v\r\n") != std::string::npos);
  CHECK(seen.find("Accept-Encoding: identity\r\n") != std::string::npos);
}

TEST_CASE("a kept connection that the server closed is replaced unnoticed") {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send(ok);
  });
  auto client = client_of(server);
  for (int i = 0; i < 5; ++i) CHECK(client.get("/", {}, Clock::now() + 10s).has_value());
  CHECK(server.connections() == 5);
}

TEST_CASE("a kept connection that dies under a request is tried once more, for GET alone") {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send(ok);
    peer.read_request();
    peer.reset();
  });
  auto client = client_of(server);
  CHECK(client.get("/", {}, Clock::now() + 10s).has_value());
  CHECK(client.get("/", {}, Clock::now() + 10s).has_value());
  CHECK(server.connections() == 2);
  CHECK(kind_of(client.post("/", {}, "once", Clock::now() + 10s)) == NetErrorKind::reset);
  CHECK(server.connections() == 2);
}

TEST_CASE("redirects and errors are answers") {
  RawServer server(answering(
      "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n"));
  auto client = client_of(server);
  const auto answer = client.get("/", {}, Clock::now() + 10s);
  REQUIRE(answer.has_value());
  CHECK(answer->status == 302);
  CHECK(answer->header("location") == "http://elsewhere.invalid/");
}

TEST_CASE("a body beyond the limit is refused, announced or not") {
  RawServer announced(answering("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n"));
  auto client = client_of(announced);
  CHECK(kind_of(client.get("/", {}, Clock::now() + 10s)) == NetErrorKind::too_large);

  RawServer endless([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    for (int sent = 0; sent < 3200 && peer.send(chunk);) ++sent;
  });
  auto second = client_of(endless);
  CHECK(kind_of(second.get("/", {}, Clock::now() + 20s)) == NetErrorKind::too_large);

  RawServer header(answering("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"));
  auto third = client_of(header);
  CHECK(kind_of(third.get("/", {}, Clock::now() + 10s)) == NetErrorKind::too_large);
}

TEST_CASE("the deadline holds against a server that drips") {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (peer.send("x")) std::this_thread::sleep_for(20ms);
  });
  auto client = client_of(server);
  const auto start = Clock::now();
  CHECK(kind_of(client.get("/", {}, start + 300ms)) == NetErrorKind::timeout);
  CHECK(Clock::now() - start < 5s);
}

TEST_CASE("a cancel descriptor ends a request and is left as it was") {
  RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.read_request();
  });
  auto client = client_of(server);
  const int cancel = ::eventfd(0, EFD_CLOEXEC);
  std::thread canceller([&] {
    std::this_thread::sleep_for(100ms);
    const std::uint64_t one = 1;
    CHECK(::write(cancel, &one, sizeof one) == sizeof one);
  });
  const auto start = Clock::now();
  CHECK(kind_of(client.get("/", {}, start + 60s, cancel)) == NetErrorKind::cancelled);
  CHECK(Clock::now() - start < 30s);
  canceller.join();
  CHECK((::fcntl(cancel, F_GETFL) & O_NONBLOCK) == 0);
  ::close(cancel);
}

TEST_CASE("an answer that is not what it claims to be is named") {
  RawServer garbage(answering("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
  auto first = client_of(garbage);
  CHECK(kind_of(first.get("/", {}, Clock::now() + 10s)) == NetErrorKind::protocol);

  RawServer gzip(
      answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"));
  auto second = client_of(gzip);
  CHECK(kind_of(second.get("/", {}, Clock::now() + 10s)) == NetErrorKind::protocol);

  RawServer truncated([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  auto third = client_of(truncated);
  CHECK(kind_of(third.get("/", {}, Clock::now() + 10s)) == NetErrorKind::reset);
}

TEST_CASE("nobody listening is a refusal") {
  std::uint16_t port = 0;
  {
    RawServer gone(answering(ok));
    port = gone.port();
  }
  HttpClient client({.url = url_of("http", port), .tls = {}});
  CHECK(kind_of(client.get("/", {}, Clock::now() + 10s)) == NetErrorKind::refused);
}

TEST_CASE("a request that would forge a header is never sent") {
  RawServer server(answering(ok));
  auto client = client_of(server);
  CHECK_FALSE(client.get("/a\r\nX: y", {}, Clock::now() + 10s).has_value());
  CHECK_FALSE(client.get("no-slash", {}, Clock::now() + 10s).has_value());
  CHECK_FALSE(client.get("/", {{"X", "a\nb"}}, Clock::now() + 10s).has_value());
  CHECK(server.connections() == 0);
}

TEST_CASE("TLS is verified: the authority, the name and the date") {
  const TestCertificate good;
  RawServer server(answering(ok), &good);
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    HttpClient client({.url = url_of("https", server.port(), host),
                       .tls = {.ca_file = good.ca_file(), .insecure_skip_verify = false}});
    for (int i = 0; i < 2; ++i) {
      const auto answer = client.get("/", {}, Clock::now() + 10s);
      REQUIRE(answer.has_value());
      CHECK(answer->body == "hi");
      CHECK(answer->certificate_days == 30);
      CHECK(answer->timing.tls.has_value() == (i == 0));
    }
  }
  CHECK(server.connections() == 2);
}

TEST_CASE("bad certificates are refused, unless verification is off") {
  const TestCertificate stranger;
  const TestCertificate other_name({.dns_name = "other.example", .ip = "127.0.0.9"});
  const TestCertificate expired({.dns_name = "localhost", .ip = "127.0.0.1", .days = -2});
  struct Case {
    const TestCertificate& certificate;
    std::string ca_file;
    std::string complaint;
  };
  const std::vector<Case> cases = {
      {stranger, "", "unable to get local issuer certificate"},
      {other_name, other_name.ca_file(), "IP address mismatch"},
      {expired, expired.ca_file(), "certificate has expired"},
  };
  for (const auto& [certificate, ca_file, complaint] : cases) {
    CAPTURE(complaint);
    RawServer server(answering(ok), &certificate);
    HttpClient strict({.url = url_of("https", server.port()), .tls = {ca_file, false}});
    const auto refused = strict.get("/", {}, Clock::now() + 10s);
    CHECK(kind_of(refused) == NetErrorKind::tls);
    CHECK(refused.error().message.find(complaint) != std::string::npos);
    HttpClient lenient({.url = url_of("https", server.port()), .tls = {"", true}});
    CHECK(lenient.get("/", {}, Clock::now() + 10s).has_value());
  }
}

TEST_CASE("https towards a plain server, and an unreadable ca_file, say so") {
  RawServer server(answering(ok));
  HttpClient client({.url = url_of("https", server.port()), .tls = {"", true}});
  CHECK(kind_of(client.get("/", {}, Clock::now() + 2s)) != NetErrorKind::reset);

  HttpClient no_file({.url = url_of("https", server.port()), .tls = {"/nowhere/ca.pem", false}});
  const auto answer = no_file.get("/", {}, Clock::now() + 2s);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == NetErrorKind::tls);
  CHECK(answer.error().message.find("/nowhere/ca.pem") != std::string::npos);
}
