#include <doctest/doctest.h>

#include <pqxx/pqxx>
#include <random>
#include <thread>

#include "tests/integration/postgres/event_watch.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

/// One query for the events of `table`, whose columns are at, id, note and status.
std::string query_of(const std::string& table, const std::string& more = "", int limit = 500) {
  return fmt::format(
      R"({{"events": "{0}", "service": "shop",
           "sql": "select at as time, id, note, status from {0} where (at, id) > ($1, $2) order by 1, 2 limit {1}",
           "cursor": {{"time": "time", "key": "id", "first": 5}}{2}}})",
      table, limit, more);
}

/// A table of rows, 20 of them of the last minute, the newest a second old.
void make_table(WatchedServer& server, const std::string& name, const std::string& key = "uuid",
                const std::string& time = "timestamp") {
  const std::string id = key == "uuid" ? "gen_random_uuid()" : "1000 - i";
  server.exec(fmt::format(
      "create table {0} (at {2}, id {1}, note text, status text default 'done');"
      "create index on {0} (at desc); grant select on {0} to watcher;"
      "insert into {0} select (clock_timestamp() at time zone 'UTC') - i * interval '1 s',"
      " ({3})::text::{1}, 'old ' || i from generate_series(1, 20) i",
      name, key, time, id));
}

std::string now_plus(const std::string& interval) {
  return fmt::format("(clock_timestamp() at time zone 'UTC') + interval '{}'", interval);
}

}  // namespace

TEST_CASE("new rows become events, with all that they say") {
  WatchedServer& server = shared_server();
  server.exec(
      "create table trades (at timestamp, id int, price numeric(20,8), ok bool, doc jsonb, note "
      "text);"
      "grant select on trades to watcher;"
      "insert into trades values ('2026-11-25 12:00:00.123456', 1, 0.00000001, true, "
      " '{\"a\": [1, null]}', 'say \"hi\"'), ('2026-11-25 12:00:01', 2, 'NaN', null, null, null)");
  EventWatch watch(server.settings(R"json([{"events": "trade", "service": "desk", "sql":
    "select at as time, id, price, ok, doc, note, case when ok then 'info' else 'warning' end as severity,
            'trade no. ' || id as message
     from trades where (at, id) > ($1, $2) order by 1, 2 limit 500",
    "cursor": {"time": "time", "key": "id"}}])json"));
  Outcome outcome = watch.gather();
  REQUIRE_MESSAGE(outcome.ok, outcome.error.message);
  REQUIRE(watch.events.size() == 2);
  const ShownEvent& first = watch.events[0];
  CHECK(first.time_ms == 1795608000123);
  CHECK(first.severity == LIVETAP_INFO);
  CHECK(first.type == "trade");
  CHECK(first.service == "desk");
  CHECK(first.message == "trade no. 1");
  CHECK(first.attributes ==
        R"({"id":1,"price":0.00000001,"ok":true,"doc":{"a": [1, null]},"note":"say \"hi\""})");
  CHECK(watch.events[1].severity == LIVETAP_WARNING);
  CHECK(watch.events[1].attributes == R"({"id":2,"price":null,"ok":null,"doc":null,"note":null})");

  ShownRow row = outcome.closed["postgres_events"].rows.at(0);
  CHECK(row["type"] == "trade");
  CHECK(row["up"] == "true");
  CHECK(row["error"] == "null");
  CHECK(row["total"] == "2");
  CHECK(row["last_at"] == "@1795608001000");
  CHECK(row["duration_ms"] != "null");
  CHECK(row["catching_up"] == "false");
}

TEST_CASE("any key and any timestamp makes a cursor, to the microsecond") {
  WatchedServer& server = shared_server();
  int number = 0;
  for (const char* key : {"uuid", "bigint", "text", "varchar(20)"}) {
    for (const char* time : {"timestamp", "timestamptz", "timestamp(3)"}) {
      CAPTURE(key);
      CAPTURE(time);
      const std::string table = "keys" + std::to_string(++number);
      make_table(server, table, key, time);
      EventWatch watch(server.settings("[" + query_of(table, "", 3) + "]"));
      Outcome outcome = watch.gather();
      REQUIRE_MESSAGE(outcome.closed["postgres_events"].rows.at(0).at("error") == "null",
                      outcome.closed["postgres_events"].rows.at(0).at("error"));
      CHECK(watch.all("note") ==
            std::vector<std::string>{"old 5", "old 4", "old 3", "old 2", "old 1"});
      const std::string id = key == std::string("uuid") ? "gen_random_uuid()" : "i";
      // Rows a microsecond apart, and some of the very same time, over many pages.
      server.exec(fmt::format(
          "insert into {0} select t + (i / 4) * interval '1 us', ({2})::text::{1}, 'new ' || i"
          " from (select (clock_timestamp() at time zone 'UTC') as t) x, generate_series(1, 50) i",
          table, key, id));
      watch.gather_times(3);
      CHECK(watch.events.size() == 55);
      CHECK(once_each(watch.count("note")));
    }
  }
}

TEST_CASE("a transaction that was opened earlier and commits later is not lost") {
  WatchedServer& server = shared_server();
  make_table(server, "slow");
  EventWatch watch(server.settings("[" + query_of("slow", "", 10) + "]"));
  watch.gather();

  pqxx::connection connection(server.url_with_password());
  pqxx::work early(connection);
  early.exec("insert into slow values (" + now_plus("0") + ", gen_random_uuid(), 'early')");
  server.exec("insert into slow select " + now_plus("1 s") +
              ", gen_random_uuid(), 'later ' || i from generate_series(1, 30) i");
  watch.gather();
  CHECK(watch.events.size() == 35);

  SUBCASE("by the same probe") {}
  SUBCASE("by the one that comes after it") {
    watch.restart();
  }
  early.commit();
  Outcome outcome = watch.gather();
  watch.gather_times(2);
  CHECK(watch.events.size() == 36);
  CHECK(watch.all("note").back() == "early");
  CHECK(once_each(watch.count("id")));
  CHECK(outcome.closed["postgres_events"].rows.at(0).at("late") == "1");
  server.exec("drop table slow");
}

TEST_CASE("ten thousand rows at once come once each, a thousand a gather") {
  WatchedServer& server = shared_server();
  make_table(server, "flood");
  EventWatch watch(server.settings("[" + query_of("flood") + "]"));
  watch.gather();
  server.exec("insert into flood select " + now_plus("0") +
              ", gen_random_uuid(), 'new ' || i from generate_series(1, 10000) i");
  Outcome outcome = watch.gather();
  CHECK(watch.events.size() == 1'005);
  CHECK(outcome.closed["postgres_events"].rows.at(0).at("catching_up") == "true");
  for (int i = 0; i < 10; ++i) {
    outcome = watch.gather();
    if (i % 3 == 0) watch.restart();
  }
  CHECK(outcome.closed["postgres_events"].rows.at(0).at("catching_up") == "false");
  watch.gather_times(2);
  CHECK(watch.events.size() == 10'005);
  CHECK(once_each(watch.count("id")));
  CHECK(watch.kept_bytes() <= 64 * 1024);
}

TEST_CASE("floods of several types at once share a gather and the room for their state") {
  WatchedServer& server = shared_server();
  std::string queries;
  for (const char* table : {"flood_a", "flood_b", "flood_c"}) {
    make_table(server, table);
    queries += (queries.empty() ? "" : ", ") + query_of(table);
  }
  EventWatch watch(server.settings("[" + queries + "]"));
  watch.gather();
  for (const char* table : {"flood_a", "flood_b", "flood_c"}) {
    server.exec(
        fmt::format("insert into {} select {} + i * interval '1 us',"
                    " gen_random_uuid(), 'new ' || i from generate_series(1, 6000) i",
                    table, now_plus("0")));
  }
  watch.gather();
  std::map<std::string, int> types;
  for (const ShownEvent& event : watch.events) ++types[event.type];
  for (const auto& [type, count] : types) CHECK(count >= 100);
  CHECK(watch.events.size() == 15 + 1'000);
  for (int i = 0; i < 20; ++i) {
    watch.gather();
    watch.restart();
  }
  CHECK(watch.events.size() == 15 + 18'000);
  CHECK(once_each(watch.count("id")));
  CHECK(watch.kept_bytes() <= 64 * 1024);
}

TEST_CASE("an order is followed until it is closed, by probes that come and go") {
  WatchedServer& server = shared_server();
  make_table(server, "purchases", "varchar(100)");
  server.exec(
      "create index on purchases (id); alter table purchases add changed_at timestamp;"
      "insert into purchases select " +
      now_plus("1 s") + ", 'p\"' || i, '', 'pending' from generate_series(1, 4) i");
  EventWatch watch(server.settings("[" + query_of("purchases", R"json(,
    "follow": {"state": "status", "open": ["pending", "partly"],
               "sql": "select changed_at as time, id, note, status from purchases where id = any($1)"})json") +
                                   "]"));
  Outcome outcome = watch.gather();
  CHECK(watch.events.size() == 5);
  CHECK(outcome.closed["postgres_events"].rows.at(0).at("followed") == "4");
  server.exec(
      "update purchases set status = 'partly', changed_at = '2026-11-25 12:00:00' where id = "
      "'p\"1';"
      "update purchases set status = 'rejected' where id = 'p\"2'");
  watch.gather(0);  // killed before anything was written down
  CHECK(watch.events.size() == 5);
  watch.gather();
  CHECK(watch.events.size() == 7);
  const auto changed =
      std::find_if(watch.events.begin() + 5, watch.events.end(),
                   [](const auto& event) { return event.message == "purchases p\"1"; });
  REQUIRE(changed != watch.events.end());
  CHECK(changed->time_ms == 1795608000000);
  CHECK(changed->attributes == R"({"id":"p\"1","note":"","status":"partly"})");
  watch.restart();
  server.exec("update purchases set status = 'done' where id in ('p\"1', 'p\"2')");
  watch.gather_times(2);
  CHECK(watch.events.size() == 8);
  server.exec("delete from purchases where id = 'p\"3'");
  watch.gather_times(12);
  outcome = watch.gather();
  CHECK(outcome.closed["postgres_events"].rows.at(0).at("followed") == "1");
  CHECK(watch.events.size() == 8);
}

TEST_CASE("a query for events that fails says why, fails alone, and goes on where it was") {
  WatchedServer& server = shared_server();
  make_table(server, "good");
  make_table(server, "broken");
  EventWatch watch(server.settings("[" + query_of("good") + ", " + query_of("broken") +
                                   R"(, {"measurement": "one", "sql": "select 1 as n"}])"));
  watch.gather();
  server.exec("alter table broken rename to hidden; insert into hidden values (" + now_plus("0") +
              ", gen_random_uuid(), 'meanwhile'); insert into good values (" + now_plus("0") +
              ", gen_random_uuid(), 'good')");
  Outcome outcome = watch.gather();
  CHECK(outcome.ok);
  CHECK(outcome.closed["one"].rows.size() == 1);
  const auto& rows = outcome.closed["postgres_events"].rows;
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("up") == "true");
  CHECK(rows[1].at("up") == "false");
  CHECK(rows[1].at("error").find("relation \"broken\" does not exist") != std::string::npos);
  CHECK(rows[1].at("hint").find("misspelt name") != std::string::npos);
  CHECK(rows[1].at("per_minute") == "null");
  CHECK(rows[0].at("hint") == "null");
  CHECK(watch.events.size() == 11);
  server.exec("alter table hidden rename to broken");
  watch.gather_times(2);
  CHECK(watch.events.size() == 12);
  CHECK(watch.all("note").back() == "meanwhile");
}

TEST_CASE("mistakes in a query for events are told in words") {
  WatchedServer& server = shared_server();
  make_table(server, "plain");
  const auto error_of = [&server](const std::string& sql) {
    EventWatch watch(server.settings(fmt::format(
        R"([{{"events": "plain", "sql": "{}", "cursor": {{"time": "time", "key": "id"}}}}])",
        sql)));
    ShownRow row = watch.gather().closed["postgres_events"].rows.at(0);
    CHECK(row["up"] == "false");
    return row["error"];
  };
  CHECK(error_of("select at, id from plain where (at, id) > ($1, $2) order by 1, 2") ==
        "the result has no column 'time', its time");
  CHECK(error_of("select note as time, id from plain where (at, id) > ($1, $2) order by 1, 2") ==
        "the column 'time' orders the events and is no timestamp");
  CHECK(error_of("select at as time, id from plain where (at, id) > ($1, $2) order by 1 desc, 2")
            .find("do not come in the order of the cursor") != std::string::npos);
}

TEST_CASE("while the server is away there are no figures, and afterwards nothing is missing") {
  WatchedServer server;
  make_table(server, "kept");
  EventWatch watch(server.settings("[" + query_of("kept") + "]"));
  watch.gather();
  server.stop();
  Outcome down = watch.gather();
  CHECK_FALSE(down.ok);
  ShownRow row = down.closed["postgres_events"].rows.at(0);
  CHECK(row["up"] == "false");
  CHECK(row["per_minute"] == "null");
  CHECK(row["error"].find("Connection refused") != std::string::npos);
  server.start();
  server.exec("insert into kept values (" + now_plus("0") + ", gen_random_uuid(), 'new')");
  watch.gather_times(2);
  CHECK(watch.events.size() == 6);
}

TEST_CASE("a locked table silences the events of that table only") {
  WatchedServer& server = shared_server();
  make_table(server, "locked");
  make_table(server, "open");
  EventWatch watch(server.settings("[" + query_of("locked") + ", " + query_of("open") + "]"));
  watch.gather();
  pqxx::connection connection(server.url_with_password());
  pqxx::work locker(connection);
  locker.exec("lock table locked in access exclusive mode");
  server.exec("insert into open values (" + now_plus("0") + ", gen_random_uuid(), 'new')");
  ShownGather gather = watch.gather().closed["postgres_events"];
  REQUIRE(gather.rows.size() == 2);
  CHECK(gather.rows[0]["error"].find("on public.locked, held by process") != std::string::npos);
  CHECK(gather.rows[1]["up"] == "true");
  CHECK(watch.events.size() == 11);
}

TEST_CASE(
    "rows of other transactions in any order and a probe that is killed at any moment: every "
    "row comes exactly once") {
  WatchedServer& server = shared_server();
  for (unsigned seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto below = [&random](unsigned bound) { return random() % bound; };
    const std::string table = "chaos" + std::to_string(seed);
    make_table(server, table);
    EventWatch watch(server.settings("[" + query_of(table, "", 1 + static_cast<int>(below(30))) +
                                     R"(, {"measurement": "one", "sql": "select 1 as n"}])"));
    watch.gather();

    struct Writer {
      explicit Writer(const std::string& url) : connection(url) {}
      pqxx::connection connection;
      std::unique_ptr<pqxx::work> work;
      std::chrono::steady_clock::time_point begun;
    };
    std::vector<std::unique_ptr<Writer>> writers;
    for (int i = 0; i < 6; ++i) {
      writers.push_back(std::make_unique<Writer>(server.url_with_password()));
    }
    int written = 0;
    const auto step = [&](Writer& writer) {
      if (!writer.work) {
        writer.work = std::make_unique<pqxx::work>(writer.connection);
        writer.begun = std::chrono::steady_clock::now();
      }
      // In whole milliseconds, so that rows of different transactions share their times.
      const int rows = static_cast<int>(1 + below(20));
      writer.work->exec(fmt::format(
          "insert into {} select date_trunc('milliseconds', {}), gen_random_uuid(), {} + i"
          " from generate_series(1, {}) i",
          table, now_plus("0"), written, rows));
      written += rows;
      // Margin is 5 s; far less, since this machine may stand still between the two.
      if (below(3) == 0 || std::chrono::steady_clock::now() - writer.begun > 1s) {
        writer.work->commit();
        writer.work.reset();
      }
    };
    for (int i = 0; i < 150; ++i) {
      for (unsigned j = below(4); j > 0; --j) step(*writers[below(6)]);
      // Transactions that nobody goes on with must end as well.
      for (auto& writer : writers) {
        if (writer->work && std::chrono::steady_clock::now() - writer->begun > 1s) {
          writer->work->commit();
          writer->work.reset();
        }
      }
      watch.gather(below(4) == 0 ? std::optional<std::size_t>(below(3)) : std::nullopt);
    }
    for (auto& writer : writers) {
      if (writer->work) writer->work->commit();
    }
    watch.gather_times(5);
    CHECK(watch.events.size() == 5u + static_cast<unsigned>(written));
    CHECK(once_each(watch.count("note")));
  }
}
