#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "agent/config/load.hpp"
#include "fake_catalog.hpp"
#include "fake_environment.hpp"
#include "support/temp_folder.hpp"

using namespace livetap;

namespace {

/// The real file system, but these variables only.
LoadResult load_shipped(const std::string& name, const test::FakeWorld& world) {
  test::FakeCatalog catalog;
  auto environment = Environment::of_process();
  environment.variable = world.environment().variable;
  return load_config(std::filesystem::path(LIVETAP_CONFIG_DIR) / name, catalog, environment);
}

int lines_of(const std::string& name) {
  std::ifstream file(std::filesystem::path(LIVETAP_CONFIG_DIR) / name);
  std::stringstream text;
  text << file.rdbuf();
  const auto all = text.str();
  return static_cast<int>(std::count(all.begin(), all.end(), '\n'));
}

/// What scripts/demo.sh makes of agent.yaml: everything from its probes on.
std::string probes_of_agent() {
  static const test::TempFolder folder{"probes"};
  std::ifstream file(std::filesystem::path(LIVETAP_CONFIG_DIR) / "agent.yaml");
  std::stringstream text;
  text << file.rdbuf();
  return folder.write("probes.yaml", text.str().substr(text.str().find("\nprobes:") + 1));
}

const test::FakeWorld demo{
    {{"TRADING_DATABASE_URL", "postgresql://grafana_monitor@127.0.0.1:54321/y"},
     {"GRAFANA_POSTGRES_PASSWORD", "monitor-secret"},
     {"RABBITMQ_URL", "http://127.0.0.1:15999"},
     {"RABBITMQ_USER", "demo"},
     {"RABBITMQ_PASSWORD", "demo-secret"},
     {"LIVETAP_DEMO_STATE_DIR", "/tmp/demo-state"},
     {"LIVETAP_HISTORY_PASSWORD", "writer-secret"},
     {"LIVETAP_DEMO_PROBES", probes_of_agent()},
     {"GRAFANA_URL", "http://127.0.0.1:3999"},
     {"GRAFANA_USER", "boss"},
     {"GRAFANA_PASSWORD", "grafana-secret"}},
    {}};

}  // namespace

TEST_CASE("agent.yaml loads, with every section") {
  const auto loaded = load_shipped(
      "agent.yaml",
      {{{"GF_SECURITY_ADMIN_PASSWORD", "secret"}, {"GRAFANA_POSTGRES_PASSWORD", "secret"}}, {}});
  REQUIRE(loaded.text() == "");
  const auto& config = *loaded.config;
  CHECK(config.agent.name == "trading-1");
  CHECK(config.agent.state_dir.filename() == "var");
  CHECK(config.grafana->url == "http://127.0.0.1:4700");
  CHECK(config.grafana->windows.size() == 2);
  CHECK(config.history->every == std::chrono::seconds(10));
  REQUIRE(config.probes.size() == 4);
  CHECK(std::get<Setting::List>(config.probes[0].settings.find("queries")->value).size() == 16);
}

TEST_CASE("agent.yaml names the variables that must be set") {
  const auto loaded = load_shipped("agent.yaml", {});
  REQUIRE(loaded.mistakes.size() == 2);
  CHECK(loaded.mistakes[0].message.find("GF_SECURITY_ADMIN_PASSWORD") != std::string::npos);
  CHECK(loaded.mistakes[1].message.find("GRAFANA_POSTGRES_PASSWORD") != std::string::npos);
}

TEST_CASE("minimal.yaml loads, and is short") {
  CHECK(load_shipped("minimal.yaml", {{{"GF_SECURITY_ADMIN_PASSWORD", "secret"}}, {}}).text() ==
        "");
  CHECK(lines_of("minimal.yaml") <= 15);
}

TEST_CASE("demo.yaml takes its places and secrets from the variables of the demo") {
  const auto loaded = load_shipped("demo.yaml", demo);
  REQUIRE(loaded.text() == "");
  const auto& config = *loaded.config;
  CHECK(config.agent.state_dir == "/tmp/demo-state");
  CHECK_FALSE(config.grafana.has_value());
  CHECK(config.history->url == "postgresql://livetap@127.0.0.1:5432/livetap");
  REQUIRE(config.probes.size() == 4);
  const auto& trading = config.probes[0].settings;
  CHECK(trading.text("url") == "postgresql://grafana_monitor@127.0.0.1:54321/y");
  CHECK(trading.text("password") == "monitor-secret");
  CHECK(config.probes[1].settings.text("url") == "http://127.0.0.1:15999");
  CHECK(config.secrets.mask("demo-secret monitor-secret") == "*** ***");
}

TEST_CASE("demo-grafana.yaml is demo.yaml with a Grafana") {
  const auto loaded = load_shipped("demo-grafana.yaml", demo);
  REQUIRE(loaded.text() == "");
  CHECK(loaded.config->grafana->url == "http://127.0.0.1:3999");
  CHECK(loaded.config->grafana->user == "boss");
  CHECK(loaded.config->probes.size() == 4);
  CHECK(loaded.config->agent.name == load_shipped("demo.yaml", demo).config->agent.name);
}
