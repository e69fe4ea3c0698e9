#include "agent/sink/live_options.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::sink;

TEST_CASE("the push address follows the path that Grafana is served under") {
  LiveOptions options{.url = *net::parse_url("http://admin:secret@127.0.0.1:4700"),
                      .user = "",
                      .password = "",
                      .token = "",
                      .stream = "trading-1",
                      .tls = {}};
  CHECK(push_target(options) == "/api/live/push/trading-1");
  CHECK(push_address(options) == "http://127.0.0.1:4700/api/live/push/trading-1");
  options.url = *net::parse_url("https://example.org/grafana/");
  CHECK(push_target(options) == "/grafana/api/live/push/trading-1");
  CHECK(list_target(options) == "/grafana/api/live/list");
}

TEST_CASE("a token comes before a user, a user before the URL's") {
  LiveOptions options;
  options.url = *net::parse_url("http://a:b@127.0.0.1/");
  CHECK(authorization(options) == "Basic YTpi");
  options.user = "a";
  options.password = "bc";
  CHECK(authorization(options) == "Basic YTpiYw==");
  options.token = "glsa_x";
  CHECK(authorization(options) == "Bearer glsa_x");
  CHECK(authorization(LiveOptions{}) == "");
}
