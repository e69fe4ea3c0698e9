#include "net/stream_opener.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <thread>

#include "net/tls.hpp"
#include "support/full_listener.hpp"
#include "support/grafana/raw_server.hpp"

using namespace livetap::net;
using namespace livetap::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

Url url_of(const std::string& scheme, std::uint16_t port, const std::string& host = "127.0.0.1") {
  return *parse_url(scheme + "://" + host + ":" + std::to_string(port),
                    {"http", "https", "ws", "wss"});
}

void keep_silent(RawPeer& peer) {
  while (peer.read_some(1, 100ms)) {
  }
}

/// One try to open, and what came of it.
struct Try {
  Try(const Url& url, const TlsSettings& tls = {}, std::chrono::milliseconds patience = 20s)
      : opener(context, url, url.tls() ? *make_client_tls(tls) : nullptr) {
    opener.open(Clock::now() + patience, [this](auto opened) {
      ++answers;
      result = std::move(opened);
    });
    CHECK(answers == 0);  // never from inside open()
    context.run();
    CHECK(answers == 1);
  }

  NetError error() const {
    REQUIRE(result.has_value());
    REQUIRE_FALSE(result->has_value());
    return result->error();
  }

  boost::asio::io_context context;
  StreamOpener opener;
  int answers = 0;
  std::optional<NetResult<OpenStream>> result;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a plain connection is opened, its phases timed") {
  RawServer server(keep_silent);
  Try opening(url_of("ws", server.port()));
  REQUIRE(opening.result->has_value());
  CHECK((*opening.result)->socket().is_open());
  CHECK(std::holds_alternative<TcpStream>((*opening.result)->stream));
  CHECK_FALSE((*opening.result)->certificate_days);
  CHECK(opening.opener.timing().dns);
  CHECK(opening.opener.timing().connect);
  CHECK_FALSE(opening.opener.timing().tls);
}

TEST_CASE("a TLS connection is opened once the certificate is found good") {
  const TestCertificate certificate;
  RawServer server(keep_silent, &certificate);
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    Try opening(url_of("wss", server.port(), host),
                {.ca_file = certificate.ca_file(), .insecure_skip_verify = false});
    REQUIRE(opening.result->has_value());
    CHECK(std::holds_alternative<TlsStream>((*opening.result)->stream));
    CHECK((*opening.result)->certificate_days == 30);
    CHECK(opening.opener.timing().tls);
  }
}

TEST_CASE("a bad certificate is named, and the phases before it are still timed") {
  const TestCertificate expired({.dns_name = "localhost", .ip = "127.0.0.1", .days = -2});
  RawServer server(keep_silent, &expired);
  Try opening(url_of("https", server.port()),
              {.ca_file = expired.ca_file(), .insecure_skip_verify = false});
  CHECK(opening.error().kind == NetErrorKind::tls);
  CHECK(contains(opening.error().message, "certificate has expired"));
  CHECK(opening.opener.timing().connect);
  CHECK_FALSE(opening.opener.timing().tls);
}

TEST_CASE("a handshake that fails names its cure") {
  const TestCertificate stranger;
  const TestCertificate other_name({.dns_name = "other.example", .ip = "127.0.0.9"});
  const TestCertificate expired({.dns_name = "localhost", .ip = "127.0.0.1", .days = -2});
  const auto cure_for = [](const TestCertificate* certificate, const std::string& ca_file) {
    RawServer server([](RawPeer& peer) { peer.send("no TLS here\n"); }, certificate);
    return Try(url_of("https", server.port()), {ca_file, false}).error().hint;
  };
  CHECK(cure_for(&stranger, "") == "tls.ca_file names the authority to trust");
  CHECK(cure_for(&other_name, other_name.ca_file()) ==
        "the url must name the host as the certificate does");
  CHECK(cure_for(&expired, expired.ca_file()) ==
        "renew the server's certificate; are both clocks right?");
  CHECK(cure_for(nullptr, "") == "a server without TLS wants a url without it: http or ws");
}

TEST_CASE("a context is shared by those who want the same") {
  const auto first = *make_client_tls({});
  CHECK(*make_client_tls({}) == first);
  CHECK(*make_client_tls({"", true}) != first);
  CHECK_FALSE(make_client_tls({"/nowhere/ca.pem", false}).has_value());
}

TEST_CASE("nobody listening, and a name without address, are told apart") {
  std::uint16_t port = 0;
  {
    RawServer gone(keep_silent);
    port = gone.port();
  }
  Try refused(url_of("http", port));
  CHECK(refused.error().kind == NetErrorKind::refused);
  CHECK(refused.opener.timing().dns);
  CHECK_FALSE(refused.opener.timing().connect);

  Try unknown(url_of("http", 80, "no-such-host.invalid"));
  CHECK(unknown.error().kind == NetErrorKind::dns);
  CHECK_FALSE(unknown.opener.timing().dns);
}

TEST_CASE("a deadline that passes names the phase") {
  FullListener swallowing;
  Try connecting(url_of("http", swallowing.port()), {}, 300ms);
  CHECK(connecting.error().kind == NetErrorKind::timeout);
  CHECK(contains(connecting.error().message, "timed out while connecting to 127.0.0.1:"));

  RawServer mute(keep_silent);
  Try shaking(url_of("https", mute.port()), {"", true}, 300ms);
  CHECK(shaking.error().kind == NetErrorKind::timeout);
  CHECK(contains(shaking.error().message, "timed out while shaking TLS hands with 127.0.0.1:"));
}

TEST_CASE("a server that goes away in the handshake is a TLS failure that says so") {
  RawServer server([](RawPeer& peer) { peer.read_some(1, 5s); });
  Try opening(url_of("https", server.port()), {"", true});
  CHECK(opening.error().kind == NetErrorKind::tls);
  CHECK(contains(opening.error().message, "TLS with 127.0.0.1:"));
}

TEST_CASE("what is cancelled, superseded or destroyed calls nobody") {
  RawServer server(keep_silent);
  boost::asio::io_context context;
  int forgotten = 0;
  int heard = 0;
  const auto count = [](int& counter) { return [&counter](auto) { ++counter; }; };
  StreamOpener opener(context, url_of("http", server.port()), nullptr);
  opener.open(Clock::now() + 20s, count(forgotten));
  opener.cancel();
  opener.open(Clock::now() + 20s, count(forgotten));
  opener.open(Clock::now() + 20s, count(heard));
  {
    StreamOpener gone(context, url_of("http", server.port()), nullptr);
    gone.open(Clock::now() + 20s, count(forgotten));
    context.poll_one();
  }
  context.run();
  CHECK(forgotten == 0);
  CHECK(heard == 1);
}

TEST_CASE("an opener serves again after a failure") {
  const auto server = std::make_unique<RawServer>(keep_silent);
  const auto port = server->port();
  Try opening(url_of("https", port), {"", true}, 200ms);
  CHECK(opening.error().kind == NetErrorKind::timeout);
  opening.opener.open(Clock::now() + 200ms, [&](auto again) { opening.result = std::move(again); });
  opening.context.restart();
  opening.context.run();
  CHECK(opening.error().kind == NetErrorKind::timeout);
  CHECK(server->connections() == 2);
}
