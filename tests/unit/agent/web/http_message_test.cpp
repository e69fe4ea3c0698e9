#include "agent/web/http_message.hpp"

#include <doctest/doctest.h>

using namespace livetap::web;

TEST_CASE("A query parameter is decoded; one that is not there is empty") {
  HttpRequest request;
  request.target = "/api/rows?measurement=a%2Fb&search=two+words&broken=%zz%4&none&last=%C3%A4";
  CHECK(request.path() == "/api/rows");
  CHECK(request.query("measurement") == "a/b");
  CHECK(request.query("search") == "two words");
  CHECK(request.query("broken") == "%zz%4");
  CHECK(request.query("none").empty());
  CHECK(request.query("absent").empty());
  CHECK(request.query("last") == "ä");
}

TEST_CASE("Every reply forbids scripts, frames and requests from elsewhere") {
  const auto header = header_of(text_reply(200, "x"), true);
  CHECK(header.starts_with("HTTP/1.1 200 OK\r\n"));
  for (const auto* line :
       {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "nosniff",
        "no-referrer", "Content-Length: 1\r\n", "Cache-Control: no-store"}) {
    CAPTURE(line);
    CHECK(header.find(line) != std::string::npos);
  }
  CHECK(header.find("Connection: close") == std::string::npos);
  CHECK(header.ends_with("\r\n\r\n"));
}

TEST_CASE("A stream has no length, and what was not modified no body") {
  HttpReply stream;
  stream.stream = true;
  CHECK(header_of(stream, true).find("Content-Length") == std::string::npos);
  CHECK(header_of(stream, true).find("Connection: close") != std::string::npos);
  CHECK(header_of(text_reply(304, ""), true).find("Content-Length") == std::string::npos);
}
