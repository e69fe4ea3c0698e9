#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "integration/agent/watched_targets.hpp"

using namespace livetap::test;
namespace json = boost::json;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("--once shows a line for the probe and one for each target that is well") {
  const WatchedTargets targets("ws-gateway up\norder-manager up\n");
  const auto run = run_agent({"--config", targets.config, "--once"});
  CHECK(run.status == 0);
  CHECK(run.out.find("ok    services") == 0);
  CHECK(run.out.find("ok      ws-gateway     13 ms\n") != std::string::npos);
  CHECK(run.out.find("ok      order-manager  13 ms\n") != std::string::npos);
}

TEST_CASE("--once: a broken target turns exactly its own line red, with the cure") {
  const WatchedTargets targets("ws-gateway up\norder-manager down\nmodel-service up\n");
  const auto run = run_agent({"--config", targets.config, "--once"});
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
  const WatchedTargets targets("ws-gateway slow\norder-manager down\nmodel-service unknown\n");
  const auto run = run_agent({"--config", targets.config, "--once", "--format", "json"});
  const auto report = json::parse(run.out);
  const auto& list = report.at("probes").at(0).at("targets");
  REQUIRE(list.as_array().size() == 3);
  const auto& slow = named(list, "ws-gateway");
  CHECK(slow.at("verdict").as_string() == "warn");
  CHECK(slow.at("error").at("message").as_string() == "ws-gateway is slow");
  const auto& down = named(list, "order-manager");
  CHECK(down.at("verdict").as_string() == "fail");
  CHECK(down.at("duration_ms").as_int64() == 13);
  CHECK(down.at("error").at("kind").as_string() == "unavailable");
  CHECK(down.at("error").at("hint").as_string() == "start order-manager");
  CHECK(named(list, "model-service").at("verdict").as_string() == "warn");
}

TEST_CASE("--once: targets that cannot be gathered at all are one failure of the probe") {
  const WatchedTargets targets("");
  std::filesystem::remove(targets.file);
  const auto run = run_agent({"--config", targets.config, "--once"});
  CHECK(run.status == 1);
  CHECK(count(run.out, "-> write it") == 1);
}
