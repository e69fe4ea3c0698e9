#include "agent/run/config_change.hpp"

#include <doctest/doctest.h>

using namespace livetap;

namespace {

Config with_probes(const std::vector<std::string>& names) {
  Config config;
  config.agent.http.emplace();
  config.agent.http->port = 4780;
  for (const auto& name : names) {
    config.probes.emplace_back();
    config.probes.back().name = name;
  }
  return config;
}

}  // namespace

TEST_CASE("A section that only a start looks at is named when it changed, a probe is not") {
  const auto was = with_probes({"a"});
  auto is = with_probes({"a", "b"});
  is.agent.log.level = "debug";
  is.default_interval = Milliseconds(500);
  CHECK(needs_restart(was, is).empty());
  is.agent.http->port = 4781;
  is.grafana.emplace();
  const auto sections = needs_restart(was, is);
  REQUIRE(sections.size() == 2);
  CHECK(sections[0] == "agent.http changed: restart the agent for that");
  CHECK(sections[1] == "grafana changed: restart the agent for that");
  is.agent.http.reset();
  CHECK(needs_restart(was, is).size() == 2);
  auto by_post = is;
  by_post.grafana->transport = "http";
  CHECK(needs_restart(is, by_post).size() == 1);
}

TEST_CASE("How often history is kept needs no restart, whether it is kept does") {
  auto was = with_probes({"a"});
  was.history.emplace();
  was.history->every = Milliseconds(10'000);
  auto is = was;
  is.history->every = Milliseconds(1'000);
  CHECK(needs_restart(was, is).empty());
  is.history->schema = "another";
  CHECK(needs_restart(was, is).size() == 1);
  is.history.reset();
  CHECK(needs_restart(was, is).size() == 1);
}

TEST_CASE("A new config is taken over, but for the sections that only a start looks at") {
  auto was = with_probes({"a"});
  was.agent.name = "first";
  was.history.emplace();
  was.history->schema = "kept";
  auto next = with_probes({"b"});
  next.agent.name = "second";
  next.agent.log.level = "debug";
  next.agent.http.reset();
  next.grafana.emplace();
  next.history.emplace();
  next.history->every = Milliseconds(1'000);
  const auto config = taken_over(was, std::move(next));
  CHECK(config.probes.at(0).name == "b");
  CHECK(config.agent.log.level == "debug");
  CHECK(config.agent.name == "first");
  CHECK(config.agent.http.has_value());
  CHECK_FALSE(config.grafana.has_value());
  CHECK(config.history->schema == "kept");
  CHECK(config.history->every == Milliseconds(1'000));
}

TEST_CASE("A history that is gone from the config goes on as it was until the restart") {
  auto was = with_probes({"a"});
  was.history.emplace();
  was.history->every = Milliseconds(2'000);
  const auto config = taken_over(was, with_probes({"a"}));
  REQUIRE(config.history.has_value());
  CHECK(config.history->every == Milliseconds(2'000));
}

TEST_CASE("A reload says which probes were restarted, added and removed, and how many go on") {
  const auto was = with_probes({"a", "b", "c"});
  CHECK(reload_words(was, with_probes({"a", "c", "d"}), {true, false, false}) ==
        "1 probe restarted (c), 1 probe added (d), 1 probe removed (b), 1 goes on");
  CHECK(reload_words(was, was, {true, true, true}) == "no probe changed, 3 go on");
  CHECK(reload_words(was, was, {false, false, true}) == "2 probes restarted (a, b), 1 goes on");
}
