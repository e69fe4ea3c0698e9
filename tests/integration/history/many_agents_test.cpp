#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <random>
#include <thread>

#include "shipping_agent.hpp"
#include "support/fake_clock.hpp"
#include "support/sanitized.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

TEST_CASE(
    "agents on one schema, renamed, with a wrong clock and with other types, lose and double "
    "nothing" *
    doctest::skip(is_sanitized)) {
  const auto database = std::make_shared<HistoryDatabase>();
  std::deque<ShippingAgent> agents;
  agents.emplace_back(ShippingAgent::Options{.events = 5, .name = "renamed_1"}, database);
  agents.emplace_back(
      ShippingAgent::Options{.events = 5,
                             .name = "ahead",
                             .environment = FakeClock::fixed(std::chrono::hours(24 * 40))},
      database);
  agents.emplace_back(ShippingAgent::Options{.events = 5, .name = "texts", .type = "text"},
                      database);
  std::mt19937 random(20261201);
  std::deque<ChildProcess> runs;
  for (auto& agent : agents) {
    runs.push_back(agent.start());
    // The first of them makes the tables: with whole numbers.
    REQUIRE(wait_until(60s, [&] {
      return database->value(
                 "select to_regclass('livetap.first_counting') is not null and "
                 "to_regclass('livetap.second_counting') is not null") == "t";
    }));
  }
  for (int kill = 0; kill < 20; ++kill) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500 + random() % 1000));
    const auto victim = static_cast<std::size_t>(kill) % agents.size();
    runs[victim].signal(SIGKILL);
    REQUIRE(runs[victim].wait(10s));
    if (victim == 0) {
      agents[0].rename("renamed_" + std::to_string(kill + 2));
    }
    if (kill == 10) {
      database->server().stop();
      std::this_thread::sleep_for(2s);
      database->server().start();
    }
    runs[victim] = agents[victim].start();
  }
  for (auto& run : runs) {
    run.signal(SIGKILL);
    REQUIRE(run.wait(10s));
  }
  for (auto& agent : agents) {
    CAPTURE(agent.folder.path());
    CHECK(agent.arrives(120s));
    CHECK(agent.events("one") > 20);
    CHECK(agent.events("two") > 20);
  }
  for (const auto* table : {"first_counting", "second_counting"}) {
    MESSAGE(
        std::string(table) << ": "
                           << database->value(std::string("select count(*) from livetap.") + table)
                           << " rows");
    CHECK(
        database->value(std::string("select count(*) - count(distinct (next, next_text, agent like "
                                    "'renamed%', agent)) from livetap.") +
                        table) == "0");
    CHECK(database->value(std::string("select count(*) from livetap.") + table +
                          " where (next is null) = (next_text is null)") == "0");
    CHECK(
        database->value(std::string("select bool_and((next_text is not null) = (agent = 'texts')) "
                                    "from livetap.") +
                        table) == "t");
  }
  CHECK(database->value("select count(*) from pg_class where relname ~ '_until_'") == "0");
  // Whoever is concerned says so: both agents of a conflict, and the one with the clock.
  for (std::size_t i = 0; i < agents.size(); ++i) {
    runs[i] = agents[i].start();
  }
  const auto said = [&](const std::string& type, const std::string& agent) {
    return database->value("select count(*) > 0 from livetap.event where type = '" + type +
                           "' and agent like '" + agent + "'") == "t";
  };
  CHECK(wait_until(60s, [&] { return said("clock_differs", "ahead"); }));
  CHECK(wait_until(60s, [&] { return said("type_conflict", "renamed%"); }));
  CHECK(wait_until(60s, [&] { return said("type_conflict", "texts"); }));
}
