#include <doctest/doctest.h>

#include "agent/config/load.hpp"
#include "fake_environment.hpp"

using namespace livetap;

namespace {

// Ten mistakes of ten kinds. Line 1 is the line of "agent:".
constexpr const char* text = R"(agent:
  name: trading-1
  http: 127.0.0.1
grafana:
  url: http://127.0.0.1:4700
  user: admin
  password: ${GF_SECURITY_ADMIN_PASSWORD}
  widnows: [5m, 1h]
defaults: {interval: 5 apples, timeout: 2s}
probes:
  - name: trading
    plugin: postgres
    interval: 1s
    settings:
      url: postgresql://grafana_monitor@127.0.0.1:5432/ytrader
      password: hunter2
      queries:
        - measurement: signals
          tags: asset
          on_empty: zeor
        - {measurement: "é", sql: select 1, sql: select 2}
  - name: trading
    plugin: rabitmq
)";

}  // namespace

TEST_CASE("a file with ten different mistakes gives ten messages, each with its line and column") {
  const auto loaded = test::load(text);
  CHECK_FALSE(loaded.config.has_value());
  CHECK(test::told(loaded.mistakes) ==
        std::vector<std::string>{
            "3:9 'http' must be host:port, or off",
            "7:13 'grafana.password': the variable GF_SECURITY_ADMIN_PASSWORD is not set",
            "8:3 unknown key 'widnows' in grafana",
            "9:22 'defaults.interval' must be a duration, not '5 apples'",
            "18:11 'sql' is missing in probes[0].settings.queries[0]",
            "19:17 'probes[0].settings.queries[0].tags' must be a list ([a, b], or lines of - a), "
            "not a single value",
            "20:21 'probes[0].settings.queries[0].on_empty' must be one of: zero, null, nothing, "
            "not 'zeor'",
            "21:45 'sql' is given twice in probes[0].settings.queries[1]",
            "22:11 a second probe named 'trading'",
            "23:13 there is no plugin 'rabitmq'",
        });
}

TEST_CASE("the ten mistakes are rendered with their lines, carets and cures") {
  const auto rendered = test::load(text).text();
  CHECK(
      rendered.starts_with("/etc/livetap/agent.yaml:3:9: 'http' must be host:port, or off\n"
                           "    3 |   http: 127.0.0.1\n"
                           "      |         ^\n"
                           "  hint: write 127.0.0.1:4780, or [::1]:4780; port 0 takes any that is "
                           "free\n"));
  CHECK(rendered.find("    8 |   widnows: [5m, 1h]\n"
                      "      |   ^\n"
                      "  hint: did you mean 'windows'?\n") != std::string::npos);
  CHECK(rendered.find("   21 |         - {measurement: \"é\", sql: select 1, sql: select 2}\n"
                      "      |                                             ^\n") !=
        std::string::npos);
  CHECK(rendered.find("  hint: did you mean 'rabbitmq'?; searched: /usr/local/lib/livetap, "
                      "/opt/livetap/lib/livetap\n") != std::string::npos);
  CHECK(rendered.find("hunter2") == std::string::npos);
}
