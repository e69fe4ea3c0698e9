#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "integration/agent/watched_targets.hpp"
#include "support/grafana/live_endpoint.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

const std::string shipped = LIVETAP_CONFIG_DIR "/agent.yaml";
const std::map<std::string, std::string> secrets{{"GF_SECURITY_ADMIN_PASSWORD", "secret-1"},
                                                 {"GRAFANA_POSTGRES_PASSWORD", "secret-2"}};
const std::string all_up = "gateway up\norders up\n";
const std::string condition = R"(    conditions:
      - {name: sluggish, measurement: target, warn: slow}
)";

bool has_field(const LiveFrame& frame, const std::string& name) {
  return name == "time" || std::any_of(frame.fields.begin(), frame.fields.end(),
                                       [&](const FrameField& field) { return field.name == name; });
}

}  // namespace

TEST_CASE("--dashboard of the shipped config is the same each time, and passes the check") {
  const auto made = run_agent({"--config", shipped, "--dashboard"}, secrets);
  CHECK(made.err.empty());
  REQUIRE(made.status == 0);
  CHECK(run_agent({"--config", shipped, "--dashboard"}, secrets).out == made.out);
  CHECK(made.out.find("secret-") == std::string::npos);
  TempFolder folder;
  const auto file = folder.write("all.json", made.out).string();
  const auto check = run_agent({"--config", shipped, "--check-dashboards", file}, secrets);
  CHECK(check.err.empty());
  CHECK(check.status == 0);
  CHECK(check.out.find("all.json: good; ") != std::string::npos);
}

TEST_CASE("the shipped dashboards fit the shipped config") {
  std::vector<std::string> words{"--config", shipped, "--check-dashboards"};
  for (const char* name : {"trading-now", "trading-history", "livetap"}) {
    words.push_back(std::string(LIVETAP_CONFIG_DIR "/../grafana/dashboards/") + name + ".json");
  }
  const auto check = run_agent(words, secrets);
  CHECK(check.err.empty());
  CHECK(check.status == 0);
}

TEST_CASE("every panel of --dashboard finds its channel and fields when the agent runs") {
  LiveEndpoint grafana;
  const WatchedTargets targets(all_up, condition,
                               "grafana: {url: \"" + grafana.url() +
                                   "\", user: admin, password: admin-secret, windows: [5m]}\n");
  const auto made = run_agent({"--config", targets.config, "--dashboard"});
  INFO(made.err);
  REQUIRE(made.status == 0);
  AgentAtWork agent(targets.config);
  const auto dashboard = json::parse(made.out);
  int live = 0;
  for (const auto& panel : dashboard.at("panels").as_array()) {
    if (panel.at("type") == "row") {
      continue;
    }
    const auto& target = panel.at("targets").at(0).as_object();
    const std::string channel(target.at("channel").as_string());
    CAPTURE(channel);
    REQUIRE(grafana.wait_for([&] { return grafana.message_count(channel) > 0; }, 30s));
    ++live;
    if (const auto* filter = target.if_contains("filter")) {
      const auto frame = grafana.newest(channel)->frame;
      for (const auto& field : filter->at("fields").as_array()) {
        CAPTURE(json::serialize(field));
        CHECK(has_field(frame, std::string(field.as_string())));
      }
    }
  }
  CHECK(live > 8);
}

TEST_CASE("--check-dashboards says what does not fit, in which file and panel, and ends with 1") {
  const WatchedTargets targets(all_up, condition);
  auto made = run_agent({"--config", targets.config, "--dashboard"}).out;
  const auto good = targets.folder.write("good.json", made).string();
  for (auto at = made.find("target_5m"); at != std::string::npos; at = made.find("target_5m", at)) {
    made.replace(at, 9, "targt_5m");
  }
  const auto bad = targets.folder.write("bad.json", made).string();
  const auto check =
      run_agent({"--config", targets.config, "--check-dashboards", bad, good, "/nowhere.json"});
  INFO(check.err);
  CHECK(check.status == 1);
  CHECK(check.err.find(bad + ": panel 'target: check' (id ") != std::string::npos);
  CHECK(check.err.find("channel 'targt_5m' is none of the config's -> did you mean 'target_5m'?") !=
        std::string::npos);
  CHECK(check.err.find("cannot read /nowhere.json") != std::string::npos);
  CHECK(check.out.starts_with(good + ": good; "));
}

TEST_CASE("a bad config ends both commands with 78") {
  TempFolder folder;
  const auto config = folder.write("agent.yaml", "probes: [{name: a}]\n").string();
  CHECK(run_agent({"--config", config, "--dashboard"}).status == 78);
  CHECK(run_agent({"--config", config, "--check-dashboards", config}).status == 78);
}
