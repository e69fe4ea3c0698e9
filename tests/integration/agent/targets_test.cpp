#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "integration/agent/agent_process.hpp"

using namespace livetap::test;
namespace json = boost::json;

namespace {

/// A config of one probe, whose targets stand in a file, and that file.
struct TargetsConfig {
  TempFolder folder;
  std::string path;

  explicit TargetsConfig(const std::string& targets) {
    const auto file = folder.write("targets", targets).string();
    path = folder.write("agent.yaml",
                        "agent: {name: test, state_dir: ./var, http: off}\n"
                        "plugin_dirs: [" LIVETAP_TEST_PLUGINS
                        "]\n"
                        "probes:\n"
                        "  - name: services\n"
                        "    plugin: targets\n"
                        "    settings: {file: \"" +
                            file + "\"}\n");
  }
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("--once shows a line for the probe and one for each target that is well") {
  const TargetsConfig config("ws-gateway up\norder-manager up\n");
  const auto run = run_agent({"--config", config.path, "--once"});
  CHECK(run.status == 0);
  CHECK(run.out.find("ok    services") == 0);
  CHECK(run.out.find("ok      ws-gateway     13 ms\n") != std::string::npos);
  CHECK(run.out.find("ok      order-manager  13 ms\n") != std::string::npos);
}

TEST_CASE("--once: a broken target turns exactly its own line red, with the cure") {
  const TargetsConfig config("ws-gateway up\norder-manager down\nmodel-service up\n");
  const auto run = run_agent({"--config", config.path, "--once"});
  CHECK(run.status == 1);
  INFO(run.out);
  CHECK(run.out.find("fail  services") == 0);
  CHECK(run.out.find("3 rows, 3 series: 1 of 3 targets is not well\n") != std::string::npos);
  CHECK(run.out.find("fail    order-manager  13 ms  order-manager is down -> start order-manager"
                     "\n") != std::string::npos);
  CHECK(count(run.out, "order-manager is down") == 1);
  CHECK(count(run.out, "\nok ") == 2);
}

TEST_CASE("--once in JSON: the same of a slow, a broken and an unknown target") {
  const TargetsConfig config("ws-gateway slow\norder-manager down\nmodel-service unknown\n");
  const auto run = run_agent({"--config", config.path, "--once", "--format", "json"});
  const auto report = json::parse(run.out);
  const auto& targets = report.at("probes").at(0).at("targets");
  REQUIRE(targets.as_array().size() == 3);
  const auto& slow = named(targets, "ws-gateway");
  CHECK(slow.at("verdict").as_string() == "warn");
  CHECK(slow.at("error").at("message").as_string() == "ws-gateway is slow");
  const auto& down = named(targets, "order-manager");
  CHECK(down.at("verdict").as_string() == "fail");
  CHECK(down.at("duration_ms").as_int64() == 13);
  CHECK(down.at("error").at("kind").as_string() == "unavailable");
  CHECK(down.at("error").at("hint").as_string() == "start order-manager");
  CHECK(named(targets, "model-service").at("verdict").as_string() == "warn");
}

TEST_CASE("--once: targets that cannot be gathered at all are one failure of the probe") {
  TargetsConfig config("");
  std::filesystem::remove(config.folder / "targets");
  const auto run = run_agent({"--config", config.path, "--once"});
  CHECK(run.status == 1);
  CHECK(count(run.out, "-> write it") == 1);
}
