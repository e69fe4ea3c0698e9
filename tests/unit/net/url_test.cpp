#include "net/url.hpp"

#include <doctest/doctest.h>

using namespace livetap::net;

namespace {

std::string fault(std::string_view text) {
  const auto url = parse_url(text, {"http", "https"});
  return url ? "none" : url.error().message;
}

}  // namespace

TEST_CASE("a URL comes apart into what a client needs") {
  const auto url = parse_url("HTTPS://Rabbit.Example:15671/api/queues?page=1&columns=name");
  REQUIRE(url.has_value());
  CHECK(url->scheme == "https");
  CHECK(url->host == "rabbit.example");
  CHECK(url->port == 15671);
  CHECK(url->path == "/api/queues");
  CHECK(url->query == "page=1&columns=name");
  CHECK(url->target() == "/api/queues?page=1&columns=name");
  CHECK(url->origin() == "https://rabbit.example:15671");
  CHECK(url->tls());
}

TEST_CASE("the port of a scheme is filled in and left out of Host") {
  const auto plain = parse_url("ws://live.example");
  REQUIRE(plain.has_value());
  CHECK(plain->port == 80);
  CHECK(plain->path == "/");
  CHECK(plain->host_header() == "live.example");
  CHECK(plain->authority() == "live.example:80");
  CHECK_FALSE(plain->tls());
  CHECK(parse_url("wss://live.example")->port == 443);
  CHECK(parse_url("http://live.example:443")->host_header() == "live.example:443");
}

TEST_CASE("an IPv6 address loses its brackets as host and keeps them in messages") {
  const auto url = parse_url("http://[::1]:8080/x");
  REQUIRE(url.has_value());
  CHECK(url->host == "::1");
  CHECK(url->authority() == "[::1]:8080");
  CHECK(url->host_header() == "[::1]:8080");
  CHECK(parse_url("http://[::1]/")->host_header() == "[::1]");
}

TEST_CASE("credentials are decoded and kept out of the origin") {
  const auto url = parse_url("http://gu%40est:s%3Acret@127.0.0.1:15672/");
  REQUIRE(url.has_value());
  CHECK(url->user == "gu@est");
  CHECK(url->password == "s:cret");
  CHECK(url->origin() == "http://127.0.0.1:15672");
}

TEST_CASE("a text that is no URL is told what is wrong with it") {
  CHECK(fault("") == "is empty; it must begin with http:// or https://");
  CHECK(fault("127.0.0.1:15672") == "has no scheme; it must begin with http:// or https://");
  CHECK(fault("localhost:15672/api") == "has no scheme; it must begin with http:// or https://");
  CHECK(fault("ftp://host/") == "begins with ftp://; only http:// or https:// can be used here");
  CHECK(fault("http:///path") == "names no host");
  CHECK(fault("http://host:0/") == "has a port that is not between 1 and 65535");
  CHECK(fault("http://host:99999/") == "has a port that is not between 1 and 65535");
  CHECK(fault("http://host:70000/") == "has a port that is not between 1 and 65535");
  CHECK(fault("http://host/a b") == "contains a blank or a control character; write it as %20");
  CHECK(fault("http://host/\r\nX: y") ==
        "contains a blank or a control character; write it as %20");
  CHECK(fault("http://h\xc3\xb6st/") == "contains a character beyond ASCII; percent-encode it");
  CHECK(fault("http://host/#top") == "has a #fragment, which no server ever gets");
}

TEST_CASE("no complaint repeats a password") {
  for (const auto* text : {"http://u:hunter2@/", "http://u:hunter2@host:99999/",
                           "http://u:hunt%er2@host", "ftp://u:hunter2@host/"}) {
    CAPTURE(text);
    CHECK(fault(text) != "none");
    CHECK(fault(text).find("hunt") == std::string::npos);
  }
}

TEST_CASE("basic authorization encodes every length of credentials") {
  CHECK(basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(basic_authorization("a", "b") == "Basic YTpi");
  CHECK(basic_authorization("a", "bc") == "Basic YTpiYw==");
  CHECK(basic_authorization("\xc3\xa9", "") == "Basic w6k6");
}
