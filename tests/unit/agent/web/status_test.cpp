#include "agent/web/status.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "unit/agent/web/statuses.hpp"

using namespace livetap;
using web::Verdict;

TEST_CASE("The verdict is the worst of all parts, and none while nothing is known") {
  auto status = half_broken();
  CHECK(status.verdict() == Verdict::fail);
  status.probes.pop_back();
  CHECK(status.verdict() == Verdict::warn);
  status.sinks.clear();
  CHECK(status.verdict() == Verdict::ok);
  status.conditions.push_back({"depth", Verdict::warn, "too deep"});
  CHECK(status.verdict() == Verdict::warn);
  CHECK_FALSE(web::Status{}.verdict());
}

TEST_CASE("What is wrong is told once, in words, the worst first") {
  const auto troubles = half_broken().troubles();
  REQUIRE(troubles.size() == 2);
  CHECK(troubles[0].name == "rabbitmq");
  CHECK(troubles[0].error.hint == "start it");
  CHECK(troubles[1].name == "grafana");
  CHECK(troubles[1].error.message == "refuses connections");
}

TEST_CASE("A measurement with words of its own is told beside its probe") {
  auto status = half_broken();
  status.probes[1].error->message = "two things";
  const auto troubles = status.troubles();
  REQUIRE(troubles.size() == 3);
  CHECK(troubles[0].name == "rabbitmq");
  CHECK(troubles[1].name == "rabbitmq / rabbitmq_queue");
}

TEST_CASE("The JSON is as documented: null for what is not known") {
  const auto json = boost::json::parse(web::status_json(half_broken()));
  CHECK(json.at("agent").as_string() == "trading-1");
  CHECK(json.at("verdict").as_string() == "fail");
  CHECK(json.at("troubles").at(0).at("error").at("hint").as_string() == "start it");
  const auto& probe = json.at("probes").at(1);
  CHECK(probe.at("next_try_in_ms").as_int64() == 2500);
  CHECK(probe.at("last_gather_ms").is_null());
  CHECK(json.at("probes").at(0).at("next_try_in_ms").is_null());
  CHECK(json.at("probes").at(0).at("measurements").at(0).at("dropped_rows").at("series_cap") == 2);
  CHECK(json.at("sinks").at(0).at("dropped").at("superseded").as_int64() == 2);
}

TEST_CASE("A sink that takes nothing is named as a reason not to be ready") {
  auto status = half_broken();
  CHECK(web::undelivered(status) == "grafana: refuses connections\n");
  status.sinks[0].delivers = true;
  CHECK(web::undelivered(status).empty());
}
