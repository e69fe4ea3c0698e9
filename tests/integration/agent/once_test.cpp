#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "integration/agent/agent_process.hpp"

using namespace livetap::test;
namespace json = boost::json;

TEST_CASE("--once on sources that are well: exit 0 and real rows, in the documented form") {
  auto& sources = Sources::get();
  TempFolder folder;
  const auto config = folder.write("agent.yaml", sources.config(folder / "var"));
  const auto run =
      run_agent({"--config", config, "--once", "--format", "json"}, sources.environment());
  INFO(run.err);
  CHECK(run.status == 0);
  const auto report = json::parse(run.out);
  CHECK(report.at("agent").as_string() == "test");
  CHECK(report.at("verdict").as_string() == "ok");
  CHECK(report.at("sinks").as_array().empty());

  const auto& trading = named(report.at("probes"), "trading");
  CHECK(trading.at("plugin").as_string() == "postgres");
  CHECK(trading.at("error").is_null());
  const auto& signals = named(trading.at("measurements"), "signals");
  REQUIRE(signals.at("rows").as_array().size() == 2);
  for (const auto& row : signals.at("rows").as_array()) {
    const bool btc = row.at("tags").at("asset").as_string() == "BTC";
    CHECK(row.at("fields").at("count").as_int64() == (btc ? 2 : 1));
    if (btc) {
      CHECK(row.at("fields").at("confidence").as_double() == doctest::Approx(0.6));
    } else {
      CHECK(row.at("fields").at("confidence").is_null());
    }
  }
  CHECK(named(trading.at("measurements"), "recent_signals").at("rows").as_array().size() == 3);

  const auto& queues =
      named(named(report.at("probes"), "rabbitmq").at("measurements"), "rabbitmq_queue");
  REQUIRE(queues.at("rows").as_array().size() == 1);
  CHECK(queues.at("rows").at(0).at("tags").at("queue").as_string() == "orders");
  CHECK_FALSE(std::filesystem::exists(folder / "var"));
}

TEST_CASE("--once names the cure of what is down and leaves the other probe ok") {
  auto& sources = Sources::get();
  TempFolder folder;
  const auto config = folder.write("agent.yaml", sources.config(folder / "var"));
  sources.rabbit.stop();
  const auto run = run_agent({"--config", config, "--once"}, sources.environment());
  const auto json_run =
      run_agent({"--config", config, "--once", "--format", "json"}, sources.environment());
  sources.rabbit.start();
  CHECK(run.status == 1);
  CHECK(run.out.find("fail  rabbitmq") != std::string::npos);
  CHECK(run.out.find("rabbitmq-plugins enable rabbitmq_management") != std::string::npos);
  CHECK(run.out.find("ok    trading") != std::string::npos);
  const auto report = json::parse(json_run.out);
  CHECK(report.at("verdict").as_string() == "fail");
  CHECK(named(report.at("probes"), "rabbitmq").at("error").at("kind").as_string() == "unavailable");
  CHECK(named(report.at("probes"), "trading").at("verdict").as_string() == "ok");
}

TEST_CASE("--once --probe asks that probe alone; a wrong name is wrong use") {
  auto& sources = Sources::get();
  TempFolder folder;
  const auto config = folder.write("agent.yaml", sources.config(folder / "var"));
  const auto run =
      run_agent({"--config", config, "--once", "--probe", "trading", "--format", "json"},
                sources.environment());
  CHECK(json::parse(run.out).at("probes").as_array().size() == 1);
  const auto wrong =
      run_agent({"--config", config, "--once", "--probe", "nobody"}, sources.environment());
  CHECK(wrong.status == 2);
  CHECK(wrong.err.find("nobody") != std::string::npos);
}

TEST_CASE("--once --format influx prints line protocol alone") {
  auto& sources = Sources::get();
  TempFolder folder;
  const auto config = folder.write("agent.yaml", sources.config(folder / "var"));
  const auto run =
      run_agent({"--config", config, "--once", "--format", "influx"}, sources.environment());
  CHECK(run.status == 0);
  CHECK(run.out.find("signals,asset=BTC count=2i,confidence=0.6 ") != std::string::npos);
}

TEST_CASE("--once never says a secret, not even in an error") {
  auto& sources = Sources::get();
  TempFolder folder;
  const auto config = folder.write("agent.yaml", sources.config(folder / "var"));
  auto environment = sources.environment();
  environment["PG_PASSWORD"] = "marker-of-a-wrong-password";
  const auto run = run_agent({"--config", config, "--once", "--format", "json"}, environment);
  CHECK(run.status == 1);
  CHECK((run.out + run.err).find("marker-of") == std::string::npos);
  const auto report = json::parse(run.out);
  CHECK(named(report.at("probes"), "trading").at("error").at("kind").as_string() == "auth");
}
