#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "integration/agent/agent_process.hpp"
#include "shipping_agent.hpp"
#include "support/sanitized.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

bool nightly() {
  return std::getenv("LIVETAP_NIGHTLY") != nullptr;
}

}  // namespace

TEST_CASE("what the agent keeps comes to PostgreSQL, and the password goes nowhere else") {
  ShippingAgent agent;
  auto run = agent.start();
  CHECK(wait_until(60s, [&] {
    return agent.database.value("select to_regclass('livetap.event') is not null") == "t" &&
           agent.events("one") > 20 && agent.events("two") > 20;
  }));
  for (const auto pid : run.descendants()) {
    for (const char* place : {"cmdline", "environ"}) {
      std::ifstream file("/proc/" + std::to_string(pid) + "/" + place);
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      CHECK(text.find(agent.database.password()) == std::string::npos);
    }
  }
  end(run);
  CHECK((run.out() + run.err()).find(agent.database.password()) == std::string::npos);
  auto again = agent.start();
  CHECK(wait_until(60s, [&] { return agent.events("one") > 60; }));
  end(again);
  CHECK(agent.unbalanced() == 0);
}

TEST_CASE(
    "killed at any moment, with the server away and the link cut, no row is lost or doubled") {
  ShippingAgent agent(20);
  std::mt19937 random(4711);
  const int rounds = nightly() ? 100 : 6;
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    auto run = agent.start();
    if (round % 3 == 0) {
      agent.database.server().stop();
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 700));
      agent.database.server().start();
    }
    for (int cut = 0; cut < 3; ++cut) {
      agent.link.cut_after(static_cast<std::int64_t>(random() % 20'000));
      std::this_thread::sleep_for(std::chrono::milliseconds(200 + random() % 700));
    }
    if (round % 4 == 1) {
      for (const auto child : run.descendants()) {
        kill(child, SIGKILL);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 800));
    }
    run.signal(SIGKILL);
    REQUIRE(run.wait(10s));
  }
  agent.link.cut_after(-1);
  CHECK(agent.arrives(120s));
  const auto one = agent.events("one");
  const auto two = agent.events("two");
  MESSAGE(rounds << " kills, " << agent.link.cuts() << " cuts: " << one << " and " << two
                 << " events, " << agent.number("select count(*) from livetap.first_counting")
                 << " samples");
  CHECK(one > rounds);
  CHECK(two > rounds);
  CHECK(agent.number("select count(*) - count(distinct next) from livetap.first_counting") == 0);
  // Three a round, where the agent is up in time for them.
  CHECK(agent.link.cuts() > rounds / (is_sanitized ? 6 : 2));
}

TEST_CASE("a journal that was lost, or put back to an older copy, keeps no new row from arriving") {
  ShippingAgent agent;
  const auto copy = agent.folder / "copy.db";
  const auto run_for_a_while = [&](std::int64_t more) {
    const auto before = agent.number_in_journal("select coalesce(max(id), 0) from event");
    auto run = agent.start();
    CHECK(wait_until(60s, [&] {
      return agent.number_in_journal("select coalesce(max(id), 0) from event") > before + more;
    }));
    end(run);
  };
  const auto rows = [&] { return agent.number("select count(*) from livetap.event"); };
  run_for_a_while(50);
  REQUIRE(agent.arrives(60s));
  fs::copy_file(agent.journal, copy);
  run_for_a_while(100);
  REQUIRE(agent.arrives(60s));
  const auto known = rows();

  fs::copy_file(copy, agent.journal, fs::copy_options::overwrite_existing);
  run_for_a_while(20);  // with fewer rows than were shipped of the one that is gone
  REQUIRE(
      wait_until(60s, [&] { return agent.number("select count(*) from livetap.event") > known; }));
  // Its probes count on from the copy, so numbers come again; journal rows do not.
  CHECK(agent.number("select count(*) - count(distinct (time, probe, message)) from "
                     "livetap.event") == 0);
  CHECK(agent.number("select count(*) - count(distinct time) from livetap.first_counting") == 0);

  fs::remove(agent.journal);
  const auto before = rows();
  auto run = agent.start();
  CHECK(wait_until(60s, [&] { return rows() > before + 20; }));
  CHECK(agent.number("select count(*) - count(distinct (time, probe, message)) from "
                     "livetap.event") == 0);
  end(run);
}

TEST_CASE("--once tries the history as the agent will use it, and says what helps") {
  ShippingAgent agent;
  const auto once = [&] {
    ChildProcess run(
        {.command = {agent_program().string(), "--config", agent.config.string(), "--once"}});
    const auto exit = run.wait(60s);
    REQUIRE(exit);
    return std::pair(exit->code.value_or(-1), run.out());
  };
  const auto good = once();
  CHECK(good.first == 0);
  CHECK(good.second.find("takes rows; schema livetap") != std::string::npos);
  CHECK(agent.database.value("select to_regnamespace('livetap') is null") == "t");
  agent.database.server().exec("alter role livetap password 'another'");
  const auto refused = once();
  CHECK(refused.first == 1);
  CHECK(refused.second.find("check the password of role livetap") != std::string::npos);
  agent.database.server().stop();
  const auto away = once();
  CHECK(away.first == 1);
  INFO(away.second);
  CHECK(away.second.find("is it PostgreSQL that listens there?") != std::string::npos);
}

TEST_CASE("a shipper that hangs is killed, and the next one goes on") {
  ShippingAgent agent;
  auto run = agent.start();
  REQUIRE(wait_until(60s, [&] {
    return agent.database.value("select to_regclass('livetap.event') is not null") == "t" &&
           agent.events("one") > 5;
  }));
  const auto shipper = [&]() -> pid_t {
    for (const auto pid : run.descendants()) {
      std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
      std::string name;
      if (std::getline(file, name) && name == "livetap:history") return pid;
    }
    return 0;
  };
  const auto first = shipper();
  REQUIRE(first != 0);
  kill(first, SIGSTOP);
  CHECK(wait_until(90s, [&] { return shipper() != 0 && shipper() != first; }));
  const auto before = agent.events("one");
  CHECK(wait_until(60s, [&] { return agent.events("one") > before + 20; }));
  end(run);
  CHECK(run.err().find("it hung") != std::string::npos);
  CHECK(agent.unbalanced() == 0);
}

TEST_CASE("a row that the database takes in no way is left out, counted, and holds up nothing") {
  ShippingAgent agent;
  auto run = agent.start();
  REQUIRE(wait_until(60s, [&] {
    return agent.database.value("select to_regclass('livetap.event') is not null") == "t" &&
           agent.events("one") > 5;
  }));
  const auto bad = agent.events("one") + 100;
  agent.database.server().exec(
      "create function refuse() returns trigger language plpgsql as $$ begin raise exception "
      "'no such number' using errcode = '22003'; end $$; create trigger refuse before insert on "
      "livetap.event for each row when (new.message = '" +
          std::to_string(bad) + "') execute function refuse()",
      "livetap");
  const auto beyond = [&](const std::string& probe) {
    return agent.number("select count(*) from livetap.event where type = 'counted' and probe = '" +
                        probe + "' and message::bigint > " + std::to_string(bad)) > 20;
  };
  CHECK(wait_until(90s, [&] { return beyond("one") && beyond("two"); }));
  CHECK(wait_until(30s, [&] {
    return agent.number(
               "select coalesce(max(dropped_refused), 0) from livetap.livetap where sink "
               "= 'history'") == 2;
  }));
  CHECK(agent.number("select count(*) from livetap.event where type = 'counted' and message = '" +
                     std::to_string(bad) + "'") == 0);
  CHECK(agent.number("select max(message::bigint) - count(*) from livetap.event where type = "
                     "'counted' and probe = 'one'") == 1);
  end(run);
  CHECK(agent.unbalanced() == 0);
}

TEST_CASE(
    "the history knows that an agent lives, and that one stands still though its shipper runs") {
  ShippingAgent agent;
  auto run = agent.start();
  const auto age = [&] {
    return agent.database.value("select to_regclass('livetap._agent') is not null") != "t"
               ? 1'000'000
               : agent.number(
                     "select coalesce(min(extract(epoch from clock_timestamp() - last_seen) * "
                     "1000), 1000000)::bigint from livetap._agent where agent = 'desk'");
  };
  REQUIRE(wait_until(60s, [&] { return age() < 10'000; }));
  const auto first = agent.database.value("select last_seen from livetap._agent");
  CHECK(wait_until(30s, [&] {
    return agent.database.value("select last_seen > '" + first +
                                "'::timestamptz + interval '3 seconds' from livetap._agent") == "t";
  }));
  run.signal(SIGSTOP);
  CHECK(wait_until(30s, [&] { return age() > 8'000; }));
  run.signal(SIGCONT);
  CHECK(wait_until(30s, [&] { return age() < 5'000; }));
  end(run);
}
