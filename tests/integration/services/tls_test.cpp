#include <doctest/doctest.h>

#include "services_probe.hpp"

using namespace livetap::test;

namespace {

std::string trusting(const TestCertificate& certificate) {
  return patient + R"(, "tls": {"ca_file": ")" + certificate.ca_file().string() + "\"}";
}

}  // namespace

TEST_CASE("over TLS the handshake is timed and the certificate's days are counted") {
  const TestCertificate certificate;
  const RawServer server(answering(http(200, well)), &certificate);
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    const auto row = look_at(url_of(server, "https", host), trusting(certificate));
    CHECK(row.text("status") == "up");
    CHECK(std::get<double>(row.field("tls_ms")) >= 0);
    CHECK(row.integer("certificate_days") == 30);
    CHECK(row.field("certificate_expiring") == Value(false));
    CHECK(row.is_null("error"));
  }
}

TEST_CASE("a certificate that ends soon is a warning of a service that is up") {
  const TestCertificate ending({.dns_name = "localhost", .ip = "127.0.0.1", .days = 5});
  const RawServer server(answering(http(200, well)), &ending);
  const auto row = look_at(url_of(server, "https"), trusting(ending));
  CHECK(row.field("up") == Value(true));
  CHECK(row.integer("certificate_days") == 5);
  CHECK(row.field("certificate_expiring") == Value(true));
  CHECK(row.text("error") == "its certificate ends in 5 days");
}

TEST_CASE("bad certificates are refused, each with its cure") {
  const TestCertificate stranger;
  const TestCertificate expired({.dns_name = "localhost", .ip = "127.0.0.1", .days = -2});
  const TestCertificate other({.dns_name = "other.example", .ip = "127.0.0.9"});
  struct Case {
    const TestCertificate& certificate;
    std::string tls;
    std::string error;
    std::string hint;
  };
  const std::vector<Case> cases = {
      {stranger, patient, "unable to get local issuer certificate",
       "tls.ca_file names the authority to trust"},
      {expired, trusting(expired), "certificate has expired",
       "renew the server's certificate; are both clocks right?"},
      {other, trusting(other), "IP address mismatch",
       "the url must name the host as the certificate does"},
  };
  for (const auto& [certificate, tls, error, hint] : cases) {
    CAPTURE(error);
    const RawServer server(answering(http(200, well)), &certificate);
    const auto row = look_at(url_of(server, "https"), tls);
    CHECK(row.field("up") == Value(false));
    CHECK(row.text("status") == "TLS failed");
    CHECK(contains(row.text("error"), error));
    CHECK(row.text("hint") == hint);
    CHECK_FALSE(row.is_null("connect_ms"));
    CHECK(row.is_null("certificate_days"));
    CHECK(says_nothing(row));
    const auto lenient =
        look_at(url_of(server, "https"), patient + R"(, "tls": {"insecure_skip_verify": true})");
    CHECK(lenient.text("status") == "up");
  }
}

TEST_CASE("https towards a plain server, and an unreadable ca_file, say so") {
  const RawServer server([](RawPeer& peer) { peer.send("no TLS here\n"); });
  const auto plain = look_at(url_of(server, "https"));
  CHECK(contains(plain.text("error"), "it does not speak TLS on this port"));
  CHECK(plain.text("hint") == "a server without TLS wants a url without it: http or ws");
  const auto unreadable =
      look_at(url_of(server, "https"), patient + R"(, "tls": {"ca_file": "/nowhere/ca.pem"})");
  CHECK(unreadable.text("status") == "TLS failed");
  CHECK(contains(unreadable.text("error"), "/nowhere/ca.pem"));
}
