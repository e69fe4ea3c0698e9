#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <chrono>
#include <functional>
#include <set>

#include "integration/agent/agent_process.hpp"
#include "integration/reference/reference_system.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

struct Diagnosis {
  AgentRun run;
  std::set<std::string> red;  // "probe" or "probe/target" of every line that fails
  std::chrono::milliseconds took{0};
};

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

// A probe that fails has an error of its own, or a measurement of it has.
bool gives_reason(const json::value& probe) {
  if (probe.at("error").is_object()) return true;
  for (const auto& measurement : probe.at("measurements").as_array()) {
    if (text(measurement.at("verdict")) == "fail") {
      return text(measurement.at("error").at("message")) != "";
    }
  }
  return false;
}

Diagnosis diagnose() {
  auto environment = ReferenceSystem::get().environment();
  environment["LIVETAP_HTTP"] = "off";
  LiveEndpoint grafana;
  environment["GRAFANA_URL"] = grafana.url();
  environment["GF_SECURITY_ADMIN_PASSWORD"] = "admin-secret";
  const auto begun = std::chrono::steady_clock::now();
  Diagnosis diagnosis{
      run_agent({"--config", ReferenceSystem::config(), "--once", "--format", "json"}, environment),
      {},
      {}};
  diagnosis.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  INFO(diagnosis.run.err);
  const auto report = json::parse(diagnosis.run.out);
  for (const auto& probe : report.at("probes").as_array()) {
    const auto name = text(probe.at("name"));
    bool target_speaks = false;
    for (const auto& target : probe.at("targets").as_array()) {
      if (text(target.at("verdict")) != "fail") continue;
      target_speaks = true;
      diagnosis.red.insert(name + "/" + text(target.at("name")));
      CHECK(text(target.at("error").at("message")) != "");
      CHECK(text(target.at("error").at("hint")) != "");
    }
    if (text(probe.at("verdict")) == "fail" && !target_speaks) {
      diagnosis.red.insert(name);
      CHECK(gives_reason(probe));
    }
  }
  return diagnosis;
}

// Breaks, diagnoses, mends; then waits until everything is well again.
void turns_red(const std::set<std::string>& lines, const std::function<void()>& break_it,
               const std::function<void()>& mend) {
  break_it();
  const auto broken = diagnose();
  mend();
  CHECK(broken.run.status == 1);
  CHECK(broken.red == lines);
  CHECK(wait_until(
      90s, [] { return diagnose().run.status == 0; }, 500ms));
}

}  // namespace

TEST_CASE("--once on the reference system: a line per probe and target, exit 0, within 3 s") {
  REQUIRE(wait_until(
      60s, [] { return diagnose().run.status == 0; }, 500ms));
  const auto well = diagnose();
  MESSAGE("--once took " << well.took.count() << " ms");
  CHECK(well.red.empty());
  CHECK(well.took <= 3s * patience);
  const auto report = json::parse(well.run.out);
  CHECK(named(report.at("probes"), "services").at("targets").as_array().size() == 5);
  CHECK(named(report.at("probes"), "market").at("targets").as_array().size() == 1);
  for (const auto* probe : {"trading", "rabbitmq", "services", "market"}) {
    CHECK(named(report.at("probes"), probe).at("verdict").as_string() != "fail");
  }
}

TEST_CASE("--once: each broken thing turns its own line red, with a cure") {
  auto& system = ReferenceSystem::get();
  for (const std::string service :
       {"model-service", "order-manager", "position-manager", "feature-service"}) {
    for (const std::string how : {"down", "hang", "unhealthy", "html"}) {
      CAPTURE(service);
      CAPTURE(how);
      turns_red(
          {"services/" + service}, [&] { system.standin.control(service, how); },
          [&] { system.standin.control(service, "ok"); });
    }
  }
  turns_red(
      {"services/ws-gateway"}, [&] { system.standin.control("ws-gateway", "unhealthy"); },
      [&] { system.standin.control("ws-gateway", "ok"); });
  // The gateway's own health tells of the same stream.
  turns_red(
      {"market/market", "services/ws-gateway"},
      [&] { system.standin.control("websocket", "refuse"); },
      [&] { system.standin.control("websocket", "ok"); });
}

TEST_CASE("--once: a broker or a database that is gone is red itself; services tell of theirs") {
  auto& system = ReferenceSystem::get();
  system.rabbit.stop();
  const auto without_rabbit = diagnose();
  system.rabbit.start();
  CHECK(without_rabbit.red.count("rabbitmq") == 1);
  CHECK(without_rabbit.red.count("trading") == 0);
  REQUIRE(wait_until(
      90s, [] { return diagnose().run.status == 0; }, 500ms));
  system.postgres.stop();
  const auto without_postgres = diagnose();
  system.postgres.start();
  CHECK(without_postgres.red.count("trading") == 1);
  CHECK(without_postgres.red.count("rabbitmq") == 0);
  CHECK(wait_until(
      90s, [] { return diagnose().run.status == 0; }, 500ms));
}
