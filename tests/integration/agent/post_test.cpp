#include <doctest/doctest.h>

#include "integration/agent/watched_targets.hpp"
#include "support/grafana/live_endpoint.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

std::string grafana_section(const LiveEndpoint& grafana, const std::string& keys) {
  return "grafana: {url: \"" + grafana.url() + "\", token: viewer-token, windows: [5m]" + keys +
         "}\n";
}

}  // namespace

TEST_CASE("with transport: http the agent pushes everything with a Viewer's token") {
  LiveEndpoint grafana;
  const WatchedTargets targets("gateway up\norders up\n", "",
                               grafana_section(grafana, ", transport: http"));
  const auto once = run_agent({"--config", targets.config, "--once"});
  INFO(once.out);
  CHECK(once.status == 0);
  CHECK(once.out.find("grafana") != std::string::npos);
  CHECK(grafana.posts() == 0);

  AgentAtWork agent(targets.config);
  for (const char* channel : {"target", "target_5m", "target_table", "probe", "livetap_table"}) {
    CAPTURE(channel);
    const auto name = std::string("stream/livetap/") + channel;
    CHECK(grafana.wait_for([&] { return grafana.message_count(name) > 1; }, 30s));
    CHECK(grafana.schemas(name).size() == 1);
  }
  CHECK(grafana.rejected().empty());
  CHECK(grafana.upgrades() == 0);

  const auto row_of_grafana = [&](const char* field) {
    const auto frame = grafana.newest("stream/livetap/livetap")->frame;
    for (std::size_t row = 0; row < frame.rows(); ++row) {
      if (frame.labels[row] == "sink=grafana") {
        return std::get<double>(frame.cell(field, row));
      }
    }
    return -1.0;
  };
  REQUIRE(grafana.wait_for(
      [&] {
        return grafana.message_count("stream/livetap/livetap") > 3 &&
               row_of_grafana("delivered") > 0;
      },
      30s));
  CHECK(row_of_grafana("connected") == 1);
  CHECK(row_of_grafana("dropped_refused") == 0);
}

TEST_CASE("a token that can't push over the WebSocket is told of transport: http") {
  LiveEndpoint grafana;
  const WatchedTargets targets("gateway up\n", "", grafana_section(grafana, ""));
  const auto once = run_agent({"--config", targets.config, "--once"});
  INFO(once.out);
  CHECK(once.status == 1);
  CHECK(once.out.find("Grafana refuses this user the WebSocket push (403)") != std::string::npos);
  CHECK(once.out.find("with grafana.transport: http a Viewer's will do") != std::string::npos);
  AgentAtWork agent(targets.config);
  CHECK(agent.logged("with grafana.transport: http a Viewer's will do"));
}
