#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "tests/integration/postgres/fixture.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Collects every `interval` and counts the good gathers of one measurement.
struct Beat {
  int good = 0;
  std::chrono::milliseconds longest{0};
  Outcome last;
};

Beat beat(ProbeHost& probe, int times, std::chrono::milliseconds interval,
          const std::string& measurement) {
  Beat beat;
  auto next = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) {
    std::this_thread::sleep_until(next);
    beat.last = probe.collect(2s);
    const ShownGather& gather = beat.last.closed[measurement];
    beat.good += gather.error.kind == 0 && gather.rows.size() == 1;
    beat.longest = std::max(beat.longest, beat.last.took);
    while (next <= std::chrono::steady_clock::now())
      next += interval;  // as the agent: no catching up
  }
  return beat;
}

}  // namespace

TEST_CASE("a locked table silences its own query only, and its error names the culprit") {
  WatchedServer& server = shared_server();
  server.exec(
      "create table orders (n int); create table fills (n int);"
      "grant select on orders, fills to watcher");
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "orders", "sql": "select count(*) as n from orders"},
    {"measurement": "fills", "sql": "select count(*) as n from fills"}])json"));
  CHECK(beat(probe, 3, 500ms, "orders").good == 3);

  std::thread locker([&server] {
    server.exec("begin; lock table orders in access exclusive mode; select pg_sleep(4); commit");
  });
  const auto is_locked = [&server] {
    return !server
                .exec(
                    "select 1 from pg_locks where relation = 'orders'::regclass"
                    " and mode = 'AccessExclusiveLock' and granted")
                .empty();
  };
  CHECK(wait_until(3s, is_locked));
  Beat locked = beat(probe, 6, 500ms, "fills");
  CHECK(locked.good == 6);
  const ShownError& error = locked.last.closed["orders"].error;
  CHECK(error.kind == LIVETAP_ERROR_TIMEOUT);
  CHECK_MESSAGE(has(error.message, "orders: waits for a lock"), error.message);
  CHECK_MESSAGE(has(error.message, "on public.orders, held by process"), error.message);
  CHECK_MESSAGE(has(error.hint, "pg_terminate_backend("), error.hint);
  CHECK(locked.longest < 480ms);
  locker.join();
  CHECK(beat(probe, 1, 500ms, "orders").good == 1);
}

TEST_CASE("a slow query gets what the others leave, and is told so") {
  WatchedServer& server = shared_server();
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "slow", "sql": "select 1 as n from pg_sleep(3)"},
    {"measurement": "fast", "sql": "select 1 as n"}])json"));
  beat(probe, 8, 500ms, "fast");  // learns the rhythm
  Beat steady = beat(probe, 6, 500ms, "fast");
  CHECK(steady.good == 6);
  CHECK(steady.longest < 520ms);
  const ShownError& error = steady.last.closed["slow"].error;
  CHECK(error.kind == LIVETAP_ERROR_TIMEOUT);
  CHECK_MESSAGE(has(error.message, "that the probe's other queries leave it"), error.message);
  CHECK_MESSAGE(has(error.hint, "a probe of its own"), error.hint);
  CHECK(server.settles_at("1 open, 0 active"));
}

TEST_CASE("a query's own timeout holds on the server") {
  WatchedServer& server = shared_server();
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "slow", "sql": "select 1 as n from pg_sleep(30)",
     "timeout": 200000000}])json"));
  Outcome outcome = probe.collect(5s);
  CHECK(outcome.ok);
  CHECK(outcome.closed["slow"].error.message == "slow: took longer than its timeout of 200 ms");
  CHECK(outcome.took < 2s);
  CHECK(outcome.closed["postgres_query"].rows.at(0).at("up") == "false");
  CHECK(server.settles_at("1 open, 0 active"));
  std::ifstream log(server.log());
  const std::string text{std::istreambuf_iterator<char>(log), {}};
  CHECK(has(text, "canceling statement due to statement timeout"));
}

TEST_CASE("a statement that disarms the server's limit is cancelled by the client") {
  WatchedServer& server = shared_server();
  server.exec(
      "create function drowsy() returns int language plpgsql as $$ begin"
      " set local statement_timeout = 0; perform pg_sleep(0.05);"
      " begin perform pg_sleep(30); exception when query_canceled then raise; end;"
      " return 1; end $$");
  ProbeHost probe(
      POSTGRES_PLUGIN,
      server.settings(R"json([{"measurement": "slow", "sql": "select drowsy() as n"}])json"));
  Outcome outcome = probe.collect(1s);
  CHECK(outcome.closed["slow"].error.kind == LIVETAP_ERROR_TIMEOUT);
  CHECK(outcome.took < 1500ms);
  CHECK(server.settles_at("1 open, 0 active"));
}

TEST_CASE("cancelling a collect cancels its query on the server") {
  WatchedServer& server = shared_server();
  ProbeHost probe(POSTGRES_PLUGIN, server.settings(R"json([
    {"measurement": "slow", "sql": "select 1 as n from pg_sleep(30)"}])json"));
  std::thread stopper([&probe] {
    std::this_thread::sleep_for(500ms);
    probe.cancel();
  });
  Outcome outcome = probe.collect(20s);
  stopper.join();
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.error.kind == LIVETAP_ERROR_CANCELLED);
  CHECK(outcome.took < 5s);
  CHECK(server.settles_at("1 open, 0 active"));
}
