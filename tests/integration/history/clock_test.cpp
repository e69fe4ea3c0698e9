#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <string>

#include "agent/model/clocks.hpp"
#include "integration/agent/agent_process.hpp"
#include "shipping_agent.hpp"
#include "support/fake_clock.hpp"
#include "support/sanitized.hpp"
#include "support/wait_until.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

constexpr auto forty_days = std::chrono::hours(24 * 40);

std::shared_ptr<HistoryDatabase> database_ahead(std::chrono::seconds ahead) {
  return std::make_shared<HistoryDatabase>(FakeClock::fixed(ahead));
}

// What another agent, whose clock is the database's, has in the history: a row and an event a day.
void ship_of_another(HistoryDatabase& database, std::chrono::seconds ahead, int days) {
  auto session = database.session();
  shipper::HistoryStore store(session, {"livetap", "other", std::chrono::hours(24 * 30), 24h});
  REQUIRE(store.begin({}).has_value());
  std::vector<journal::SampleRow> samples;
  std::vector<journal::EventRow> events;
  for (std::int64_t day = 0; day < days; ++day) {
    const auto time = clocks().wall + ahead - std::chrono::hours(24 * day);
    samples.push_back(queue_sample(day + 1, time, {{"a", 1.0, {}, {}, {}}}));
    events.push_back(
        {day + 1, time, Event{time, Severity::info, "order", "desk", "sold", "", "trading"}});
  }
  const auto taken = store.ship(batch_of(samples, 0, events, 0, "other"));
  REQUIRE(taken.has_value());
  REQUIRE(*taken);
}

std::string rows_of_another(HistoryDatabase& database) {
  return database.value(
      "select (select count(*) from livetap.queue where agent = 'other') || ' ' || "
      "(select count(*) from livetap.event where agent = 'other')");
}

bool is_warned(HistoryDatabase& database, const std::string& type) {
  return database.value("select count(*) > 0 from livetap.event where type = '" + type + "'") ==
         "t";
}

}  // namespace

// faketime and a sanitizer both want to be loaded first.
TEST_CASE("an agent whose clock is weeks ahead takes nobody's history, and says so" *
          doctest::skip(is_sanitized)) {
  const auto database = database_ahead(-forty_days);
  CHECK(database->value("select now() < to_timestamp(" +
                        std::to_string(clocks().wall.time_since_epoch().count() / 1000) +
                        ") - interval '39 days'") == "t");
  ship_of_another(*database, -forty_days, 20);
  REQUIRE(rows_of_another(*database) == "20 20");
  ShippingAgent agent({.events = 1}, database);
  auto run = agent.start();
  CHECK(wait_until(60s, [&] { return is_warned(*database, "clock_differs"); }));
  CHECK(wait_until(60s, [&] { return agent.events("one") > 20 && agent.events("two") > 20; }));
  CHECK(rows_of_another(*database) == "20 20");
  CHECK(database->value("select count(*) from livetap._event_later") != "0");
  auto once = agent.once();
  const auto exit = once.wait(60s);
  REQUIRE(exit);
  CHECK(exit->code == 0);
  CHECK(once.out().find("the clock of this host is 40 d ahead of the clock of PostgreSQL") !=
        std::string::npos);
  // Until somebody sets the clock; what is old by both is dropped then.
  database->server().stop();
  database->server().start({});
  CHECK(wait_until(60s, [&] { return is_warned(*database, "clock_differs_ended"); }));
  CHECK(wait_until(60s, [&] { return rows_of_another(*database) == "0 0"; }));
  end(run);
  CHECK(run.err().find("40 d ahead") != std::string::npos);
  CHECK(agent.unbalanced() == 0);
}

TEST_CASE("rows that look too old wait for the clock to be put right, and are shipped then, once" *
          doctest::skip(is_sanitized)) {
  const auto database = database_ahead(forty_days);
  ship_of_another(*database, forty_days, 5);
  ShippingAgent agent({.events = 1}, database);
  auto run = agent.start();
  const auto in_journal = [&] {
    return agent.number_in_journal("select coalesce(max(id), 0) from event where probe = 'one'");
  };
  REQUIRE(wait_until(60s, [&] {
    std::error_code none;
    return std::filesystem::file_size(agent.journal, none) > 0 && !none && in_journal() > 50;
  }));
  CHECK(wait_until(30s, [&] {
    return run.err().find("40 d behind the clock of PostgreSQL") != std::string::npos;
  }));
  CHECK(database->value("select count(*) from livetap.event where agent = 'desk'") == "0");
  CHECK(rows_of_another(*database) == "5 5");
  CHECK(database->value("select count(*) from livetap._position where agent = 'desk'") == "0");

  database->server().stop();
  database->server().start({});
  REQUIRE(wait_until(60s, [&] { return agent.events("one") > 60 && agent.events("two") > 60; }));
  end(run);
  CHECK(agent.arrives(60s));
  CHECK(agent.unbalanced() == 0);
  CHECK(rows_of_another(*database) == "5 5");
}
