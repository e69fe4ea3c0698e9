#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "integration/agent/agent_process.hpp"
#include "integration/status/status_agent.hpp"
#include "support/http_request.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

TEST_CASE("An agent whose Grafana is away is healthy, and not ready: it names the sink and why") {
  StatusAgent agent(
      "grafana: {url: \"http://127.0.0.1:1\", user: u, password: marker-of-grafana}\nprobes: []\n",
      {});
  CHECK(agent.status("-/healthy") == 200);
  CHECK(wait_until(10s, [&] {
    const auto reply = http_request(agent.url() + "-/ready");
    return reply.status == 503 && reply.body.find("grafana: ") == 0 &&
           reply.body.find("refused") != std::string::npos;
  }));
  CHECK(agent.wait_for(10s, [](const auto& status) {
    return status.at("verdict").is_string() && status.at("verdict").as_string() == "fail";
  }));
}

TEST_CASE("An agent without a Grafana is ready as soon as its journal is") {
  StatusAgent agent("probes: []\n", {});
  CHECK(wait_until(10s, [&] { return agent.status("-/ready") == 200; }));
  CHECK(agent.get("api/status").at("sinks").at(0).at("name").as_string() == "journal");
}

TEST_CASE("No secret is in any answer") {
  auto& sources = Sources::get();
  StatusAgent agent("probes:\n  - {name: t, plugin: postgres, settings: {url: \"" +
                        sources.postgres.url("watcher", "nowhere") +
                        "\", password: \"${PG_PASSWORD}\", queries: [{measurement: a, sql: select "
                        "1 as b}]}}\n",
                    sources.environment());
  REQUIRE(agent.wait_for(20s, [](const auto& status) {
    return status.at("verdict").is_string() && status.at("verdict").as_string() == "fail";
  }));
  const auto secret = sources.postgres.password("watcher");
  for (const auto* target : {"api/status", "api/schema", "api/events", "metrics", "-/ready"}) {
    CAPTURE(target);
    CHECK(http_request(agent.url() + target).body.find(secret) == std::string::npos);
  }
}

TEST_CASE("An address for everybody without a login is a mistake in the config") {
  TempFolder folder;
  const auto config = folder.write("agent.yaml", "agent: {http: \"0.0.0.0:4780\"}\nprobes: []\n");
  const auto run = run_agent({"--config", config, "--check-config"});
  CHECK(run.status == 78);
  CHECK(run.err.find("agent.yaml:1:15: 0.0.0.0 can be reached from other machines") !=
        std::string::npos);
}

TEST_CASE("A port that is taken ends the start, and says which and what to do") {
  StatusAgent agent("probes: []\n", {});
  TempFolder folder;
  const auto address = agent.url().substr(7, agent.url().size() - 8);
  const auto config = folder.write(
      "agent.yaml", "agent: {state_dir: ./var, http: \"" + address + "\"}\nprobes: []\n");
  const auto run = run_agent({"--config", config});
  CHECK(run.status == 1);
  CHECK(run.err.find("cannot listen on " + address) != std::string::npos);
  CHECK(run.err.find("another agent") != std::string::npos);
}
