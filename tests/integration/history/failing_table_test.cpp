#include <doctest/doctest.h>

#include <csignal>

#include "shipping_agent.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

std::int64_t rows(ShippingAgent& agent, const std::string& table) {
  return agent.database.value("select to_regclass('livetap." + table + "') is not null") == "t"
             ? agent.number("select count(*) from livetap." + table)
             : 0;
}

}  // namespace

TEST_CASE("a measurement whose table cannot be made waits alone, and loses nothing") {
  ShippingAgent agent;
  agent.database.rows(
      "create schema livetap authorization livetap; set role livetap; "
      "create table livetap.first_counting_minute (made_by_hand int)");
  auto run = agent.start();
  CHECK(wait_until(
      60s, [&] { return rows(agent, "second_counting") > 20 && agent.events("one") > 100; }));
  CHECK(rows(agent, "first_counting") == 0);
  const auto waits = [&](const char* type) {
    return agent.number(std::string("select count(*) from livetap.event where type = '") + type +
                        "' and message like '%first_counting%'") > 0;
  };
  CHECK(wait_until(30s, [&] { return waits("history_table_failing"); }));
  // Also by one that did not see it begin.
  run.signal(SIGKILL);
  REQUIRE(run.wait(10s));
  auto next = agent.start();
  const auto before = rows(agent, "second_counting");
  CHECK(wait_until(60s, [&] { return rows(agent, "second_counting") > before + 20; }));
  CHECK(rows(agent, "first_counting") == 0);

  agent.database.rows("drop table livetap.first_counting_minute");
  CHECK(wait_until(120s, [&] { return rows(agent, "first_counting") > 40; }));
  CHECK(wait_until(60s, [&] { return waits("history_table_failing_ended"); }));
  end(next);
  CHECK(agent.arrives(60s));
  CHECK(agent.number("select count(*) - count(distinct time) from livetap.first_counting") == 0);
  CHECK(agent.number("select count(*) - count(distinct time) from livetap.second_counting") == 0);
  CHECK(agent.unbalanced() == 0);
  CHECK(agent.database.rows("select distinct measurement from livetap._position") ==
        std::vector<std::string>{""});
}

TEST_CASE("one locked table silences its own measurement only, and so does that of events") {
  ShippingAgent agent;
  auto run = agent.start();
  REQUIRE(wait_until(60s, [&] { return rows(agent, "second_counting") > 5; }));
  for (const auto* locked : {"first_counting", "event"}) {
    CAPTURE(locked);
    const auto free_before = rows(agent, "second_counting");
    std::int64_t there = 0;
    {
      auto locker = agent.database.session();
      REQUIRE(locker.run(std::string("begin; lock table livetap.") + locked + " in exclusive mode")
                  .has_value());
      there = rows(agent, locked);
      CHECK(wait_until(60s, [&] { return rows(agent, "second_counting") > free_before + 40; }));
      CHECK(rows(agent, locked) == there);
    }
    CHECK(wait_until(120s, [&] { return rows(agent, locked) > there + 40; }));
  }
  end(run);
  CHECK(agent.arrives(60s));
  CHECK(agent.number("select count(*) - count(distinct time) from livetap.first_counting") == 0);
  CHECK(agent.unbalanced() == 0);
}
