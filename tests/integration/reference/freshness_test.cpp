#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>
#include <vector>

#include "integration/reference/reference_system.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr int samples = 30;

std::string marker(int sample) {
  return fmt::format("FRESH{:03}", sample);
}

// One transaction that writes a signal and its order, told apart by the sample's number.
void commit_rows(int sample) {
  ReferenceSystem::get().postgres.exec(
      fmt::format("with s as (insert into trading_signals (signal_id, strategy_id, asset, side, "
                  "price, confidence, timestamp) values (gen_random_uuid(), 'fresh', '{0}', 'buy', "
                  "10, 0.5, now() at time zone 'utc') returning signal_id) "
                  "insert into orders (order_id, signal_id, asset, side, order_type, quantity, "
                  "status) select '{0}', signal_id, '{0}', 'Buy', 'Market', 1, 'pending' from s",
                  marker(sample)),
      "ytrader");
}

struct Delays {
  std::vector<Milliseconds> sorted;
  int lost = 0;

  void add(std::optional<Clock::time_point> arrived, Clock::time_point committed) {
    if (!arrived) {
      ++lost;
      return;
    }
    sorted.push_back(std::chrono::duration_cast<Milliseconds>(*arrived - committed));
    std::sort(sorted.begin(), sorted.end());
  }
  Milliseconds median() const { return sorted.at(sorted.size() / 2); }
  Milliseconds longest() const { return sorted.back(); }
};

// A table goes out once a second at most: half of that is its median, whatever the query takes.
constexpr auto of_a_table = 1500ms;

void judge(const std::string& what, const Delays& delays, Milliseconds median = 600ms) {
  CAPTURE(what);
  CHECK(delays.lost == 0);
  REQUIRE_FALSE(delays.sorted.empty());
  MESSAGE(what << ": p50 " << delays.median().count() << " ms, longest " << delays.longest().count()
               << " ms of " << delays.sorted.size());
  CHECK(delays.longest() <= 3s * patience);
  CHECK(delays.median() <= median * patience);
}

Milliseconds since(Clock::time_point begun, std::optional<Clock::time_point> arrived) {
  return arrived ? std::chrono::duration_cast<Milliseconds>(*arrived - begun) : Milliseconds::max();
}

// Something of the stand-in that is broken, and where that is to be seen.
struct Outage {
  std::string part;
  std::string how;
  std::string measurement;
  std::string labels;
  std::string field;  // false while it lasts
  std::string event;
};

// How long after it broke the row and the event were there.
struct Seen {
  Milliseconds row;
  Milliseconds event;
};

// Breaks it for a while and mends it.
Seen break_and_look(const ReferenceAgent& agent, const Outage& outage, Milliseconds how_long) {
  auto& standin = ReferenceSystem::get().standin;
  const auto begun = Clock::now();
  standin.control(outage.part, outage.how);
  std::this_thread::sleep_for(how_long * patience);
  const auto row = agent.first(outage.measurement, begun, outage.labels, outage.field, Cell{0.0});
  const auto event = agent.first_saying("event", begun, outage.event);
  standin.control(outage.part, "ok");
  const Seen seen{since(begun, row), since(begun, event)};
  MESSAGE(outage.how << ": row after " << seen.row.count() << " ms, event after "
                     << seen.event.count() << " ms");
  return seen;
}

bool is_true_again(ReferenceAgent& agent, const std::string& measurement, const std::string& labels,
                   const std::string& field, Milliseconds at_most) {
  return agent.newest(
      measurement,
      [&](const LiveFrame& frame) {
        for (std::size_t row = 0; row < frame.rows(); ++row) {
          if (frame.labels[row].find(labels) != std::string::npos) {
            return frame.cell(field, row) == Cell{1.0};
          }
        }
        return false;
      },
      at_most);
}

}  // namespace

TEST_CASE("From the commit of a row to a Live subscriber: 0.6 s at the median, 3 s at most") {
  ReferenceAgent agent;
  std::mt19937 random(7);
  std::uniform_int_distribution<int> pause_ms(300, 900);
  std::vector<Clock::time_point> committed;
  const auto from = Clock::now();
  for (int sample = 0; sample < samples; ++sample) {
    std::this_thread::sleep_for(Milliseconds(pause_ms(random)));
    commit_rows(sample);
    committed.push_back(Clock::now());
  }
  std::this_thread::sleep_for(3s * patience);

  Delays signals, signal_events, order_events, signal_table, order_table;
  for (int sample = 0; sample < samples; ++sample) {
    const auto at = committed[static_cast<std::size_t>(sample)];
    signals.add(agent.first_saying("signals", from, "asset=" + marker(sample)), at);
    signal_table.add(agent.first_saying("recent_signals_table", from, marker(sample)), at);
    order_table.add(agent.first_saying("recent_orders_table", from, marker(sample)), at);
    signal_events.add(agent.first_saying("event", from, marker(sample), "type=signal"), at);
    order_events.add(agent.first_saying("event", from, marker(sample), "type=order"), at);
  }
  judge("signals", signals);
  judge("signal events", signal_events);
  judge("order events", order_events);
  judge("recent_signals_table", signal_table, of_a_table);
  judge("recent_orders_table", order_table, of_a_table);
}

TEST_CASE("A service that stops is down at a Live subscriber within 2 s, and in the events") {
  ReferenceAgent agent;
  for (const std::string how : {"down", "hang", "unhealthy", "html"}) {
    CAPTURE(how);
    const auto seen = break_and_look(
        agent, {"order-manager", how, "service", "service=order-manager", "up", "service_down"},
        4s);
    CHECK(seen.row <= 2s * patience);
    CHECK(seen.event <= 3s * patience);
    CHECK(is_true_again(agent, "service", "service=order-manager", "up", 10s * patience));
    std::this_thread::sleep_for(3s * patience);  // hysteresis: up again before it goes down again
  }
}

TEST_CASE("A WebSocket that is closed or refused is down at a Live subscriber within 2 s") {
  ReferenceAgent agent;
  for (const std::string how : {"close", "refuse"}) {
    CAPTURE(how);
    const auto seen = break_and_look(
        agent, {"websocket", how, "websocket", "endpoint=", "connected", "websocket_disconnected"},
        3s);
    CHECK(seen.row <= 2s * patience);
    CHECK(seen.event <= 2s * patience);
    CHECK(is_true_again(agent, "websocket", "endpoint=", "connected", 20s * patience));
  }
}

TEST_CASE("A queue that lags is shown within 5 s of RabbitMQ's own sample") {
  auto& system = ReferenceSystem::get();
  ReferenceAgent agent;
  system.rabbit.declare_queue("fresh.backlog");
  system.rabbit.publish("fresh.backlog", "waiting", 1500);
  REQUIRE(
      wait_until(30s * patience, [&] { return system.rabbit.messages("fresh.backlog") > 1000; }));
  const auto sampled = Clock::now();
  std::this_thread::sleep_for(5s * patience);
  // The agent may have asked before us: the sample is what it sees, too.
  const auto row =
      agent.first("rabbitmq_queue", sampled - 5s, "queue=fresh.backlog", "lagging", Cell{1.0});
  const auto event = agent.first_saying("event", sampled - 5s, "queue_lagging");
  system.rabbit.delete_queue("fresh.backlog");
  MESSAGE("lagging: row " << since(sampled, row).count() << " ms, event "
                          << since(sampled, event).count() << " ms after the sample");
  CHECK(since(sampled, row) <= 5s * patience);
  CHECK(since(sampled, event) <= 5s * patience);
}
