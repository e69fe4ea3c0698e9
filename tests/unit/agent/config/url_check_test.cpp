#include "agent/config/url_check.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("absolute URLs with a host are good") {
  for (const std::string url :
       {"http://127.0.0.1:15672", "https://grafana.example/sub/path?x=1", "http://[::1]:4780",
        "ws://h/stream", "postgresql://u@127.0.0.1:5432/db",
        "postgres://u:p%40w@h/db?sslmode=require", "postgresql:///db?host=/var/run/postgresql",
        "postgresql://a:5432,b:5433/db", "postgresql://u:pw@a,b/db"}) {
    CAPTURE(url);
    CHECK_FALSE(check_url(url, {}).has_value());
  }
}

TEST_CASE("what is no URL is refused, without showing it") {
  for (const std::string url :
       {"", "hunter2", "127.0.0.1:15672", "http://", "http:///path", "://h", "http://h:99999",
        "http://h:0", "http://h:x", "http://a b", "http://u:hunter2/x@h",
        "postgresql://a:5432,b:x/db", "1http://h"}) {
    CAPTURE(url);
    const auto error = check_url(url, {});
    REQUIRE(error.has_value());
    CHECK(error->message.find("hunter2") == std::string::npos);
    CHECK(error->hint.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("schemes are limited where the spec limits them") {
  CHECK_FALSE(check_url("https://h", {"http", "https"}).has_value());
  const auto error = check_url("ftp://h", {"http", "https"});
  REQUIRE(error.has_value());
  CHECK(error->hint == "use http://, https://");
}

TEST_CASE("passwords in URLs are found, as written and decoded") {
  using Texts = std::vector<std::string>;
  CHECK(url_passwords("postgresql://u:p%40ss@h/db") == Texts{"p%40ss", "p@ss"});
  CHECK(url_passwords("postgresql://u@h/db?password=hunter2&x=1") == Texts{"hunter2"});
  CHECK(url_passwords("http://h/path:x@y").empty());
  CHECK(url_passwords("no url").empty());
  CHECK(has_user("http://u@h"));
  CHECK_FALSE(has_user("http://h"));
}
