#include <doctest/doctest.h>

#include <csignal>
#include <set>

#include "agent/journal/sqlite.hpp"
#include "shipping_agent.hpp"
#include "support/wait_until.hpp"
#include "unit/agent/journal/btree_pages.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;
using livetap::journal::BtreePages;
using livetap::journal::Database;

namespace {

std::int64_t newest_event(const ShippingAgent& agent) {
  std::error_code none;
  return std::filesystem::exists(agent.journal, none)
             ? agent.number_in_journal("select coalesce(max(id), 0) from event")
             : 0;
}

// Overwrites a page in the middle of the table of events, which nobody has shipped; how many events
// lay on it, and how many of them a probe had numbered. Nothing may write the file meanwhile.
struct Damage {
  std::size_t events = 0;
  std::size_t counted = 0;

  explicit Damage(const ShippingAgent& agent) {
    Database db(agent.journal, Database::Mode::make);
    db.run("pragma wal_checkpoint(passive)");
    const BtreePages pages(agent.journal,
                           db.number("select rootpage from sqlite_schema where name = 'event'"));
    const auto leaves = pages.leaves();
    REQUIRE(leaves.size() > 10);
    const auto& page = leaves[leaves.size() / 2];
    for (const auto id : page.ids) {
      ++events;
      counted += static_cast<std::size_t>(db.number(
          "select count(*) from event where type = 'counted' and id = " + std::to_string(id)));
    }
    REQUIRE(counted > 5);
    BtreePages::overwrite(agent.journal, page.number, 0,
                          std::string(BtreePages::page_size, '\xFF'));
  }
};

// Numbers that a probe's events have not, though later ones are there; negative: some are there
// twice.
std::int64_t missing(ShippingAgent& agent) {
  std::int64_t sum = 0;
  for (const auto* probe : {"one", "two"}) {
    const auto of_it =
        std::string(" from livetap.event where type = 'counted' and probe = '") + probe + "'";
    sum += agent.number("select coalesce(max(message::bigint), 0) - count(*)" + of_it);
    CHECK(agent.number("select count(*) - count(distinct message)" + of_it) == 0);
  }
  return sum;
}

std::int64_t last_number(ShippingAgent& agent) {
  return agent.number(
      "select coalesce(min(n), 0) from (select max(message::bigint) as n from livetap.event where "
      "type = 'counted' group by probe having count(*) > 0) p");
}

bool has_event(ShippingAgent& agent, const std::string& type) {
  return agent.number("select count(*) from livetap.event where type = '" + type + "'") > 0;
}

// An agent that has some thousand events in its journal and none in the database.
void keep_unshipped(ShippingAgent& agent) {
  auto run = agent.start();
  REQUIRE(wait_until(60s, [&] {
    return agent.database.value("select to_regclass('livetap.event') is not null") == "t";
  }));
  agent.database.server().stop();
  const auto before = newest_event(agent);
  REQUIRE(wait_until(60s, [&] { return newest_event(agent) > before + 2'000; }));
  end(run);
}

}  // namespace

TEST_CASE("a journal found damaged at a start costs the rows on the damaged page, and is told") {
  ShippingAgent agent(20);
  keep_unshipped(agent);
  const Damage damage(agent);
  agent.database.server().start();
  const auto unshipped = newest_event(agent) / 2;
  auto run = agent.start();
  REQUIRE(wait_until(120s, [&] { return last_number(agent) > unshipped + 500; }));
  CHECK(missing(agent) == static_cast<std::int64_t>(damage.counted));
  CHECK(wait_until(60s, [&] { return has_event(agent, "journal_damaged"); }));
  CHECK(wait_until(60s, [&] { return has_event(agent, "journal_rows_damaged"); }));
  CHECK(agent.number("select coalesce(max(dropped_damaged), 0) from livetap.livetap where sink = "
                     "'history'") == static_cast<std::int64_t>(damage.events));
  end(run);
  CHECK(run.err().find("quarantined") != std::string::npos);
  // What was read of the quarantined file does not come again.
  auto again = agent.start();
  const auto before = last_number(agent);
  REQUIRE(wait_until(60s, [&] { return last_number(agent) > before + 200; }));
  end(again);
  CHECK(missing(agent) == static_cast<std::int64_t>(damage.counted));
  CHECK(agent.unbalanced() == 0);
}

TEST_CASE("a page that is damaged while the agent runs is stepped over") {
  ShippingAgent agent(20);
  keep_unshipped(agent);
  const auto unshipped = newest_event(agent);
  auto run = agent.start();
  REQUIRE(wait_until(60s, [&] { return newest_event(agent) > unshipped + 200; }));
  run.signal_all(SIGSTOP);
  const Damage damage(agent);
  run.signal_all(SIGCONT);
  agent.database.server().start();
  REQUIRE(wait_until(120s, [&] { return last_number(agent) > unshipped / 2 + 500; }));
  CHECK(missing(agent) == static_cast<std::int64_t>(damage.counted));
  CHECK(wait_until(60s, [&] { return has_event(agent, "journal_rows_damaged"); }));
  const auto before = last_number(agent);
  CHECK(wait_until(60s, [&] { return last_number(agent) > before + 200; }));
  end(run);
  // The next start finds it, and begins another journal.
  auto next = agent.start();
  const auto again = last_number(agent);
  REQUIRE(wait_until(60s, [&] { return last_number(agent) > again + 200; }));
  end(next);
  CHECK(missing(agent) == static_cast<std::int64_t>(damage.counted));
  CHECK(agent.unbalanced() == 0);
}
