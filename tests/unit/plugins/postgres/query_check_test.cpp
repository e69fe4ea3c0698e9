#include "plugins/postgres/query_check.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace livetap::postgres;

namespace {

Query good() {
  Query query;
  query.measurement = "signals";
  query.sql = "select 1 as n";
  return query;
}

Query good_events() {
  Query query;
  query.events = "signal";
  query.sql = "select t as time, id from x where (t, id) > ($1, $2)";
  query.cursor = CursorOption{"time", "id"};
  return query;
}

/// The path of the mistake that a change makes; empty: none.
std::string path_after(const Query& query, const std::function<void(Query&)>& change) {
  Query changed = query;
  change(changed);
  const auto mistake = check_queries({changed});
  return mistake ? mistake->setting : "";
}

FieldOption field(const char* name, livetap_type type, livetap_kind kind) {
  FieldOption option;
  option.name = name;
  option.type = type;
  option.kind = kind;
  return option;
}

}  // namespace

TEST_CASE("good queries pass") {
  CHECK_FALSE(check_queries({good(), good_events()}).has_value());
  CHECK_FALSE(check_queries({}).has_value());
}

TEST_CASE("a mistake is found at its key") {
  using namespace std::chrono_literals;
  const auto bad = [](auto change) { return path_after(good(), change); };
  CHECK(bad([](Query& q) { q.measurement = ""; }) == "queries[0]");
  CHECK(bad([](Query& q) { q.events = "signal"; }) == "queries[0].events");
  CHECK(bad([](Query& q) { q.sql = " ;\n"; }) == "queries[0].sql");
  CHECK(bad([](Query& q) { q.measurement = "Signals"; }) == "queries[0].measurement");
  CHECK(bad([](Query& q) { q.measurement = "postgres"; }) == "queries[0].measurement");
  CHECK(bad([](Query& q) { q.interval = 1ms; }) == "queries[0].interval");
  CHECK(bad([](Query& q) { q.timeout = 0ms; }) == "queries[0].timeout");
  CHECK(bad([](Query& q) { q.measurement = "postgres_events"; }) == "queries[0].measurement");
  CHECK(bad([](Query& q) { q.cursor.emplace(); }) == "queries[0].cursor");
  CHECK(bad([](Query& q) { q.follow.emplace(); }) == "queries[0].follow");
  CHECK(bad([](Query& q) { q.service = "order-manager"; }) == "queries[0].service");
  CHECK(bad([](Query& q) { q.tags = {"a", "time"}; }) == "queries[0].tags[1]");
  CHECK(bad([](Query& q) { q.tags = {"a", "a"}; }) == "queries[0].tags[1]");
  CHECK(bad([](Query& q) {
          q.table = true;
          q.tags = {"a"};
        }) == "queries[0].tags");
}

TEST_CASE("fields have their own mistakes") {
  const auto bad = [](FieldOption option) {
    return path_after(good(), [&](Query& q) {
      q.tags = {"asset"};
      q.fields = {option};
    });
  };
  CHECK(bad(field("n", LIVETAP_I64, LIVETAP_COUNTER)) == "");
  CHECK(bad(field("note", LIVETAP_TEXT, LIVETAP_STATE)) == "");
  CHECK(bad(field("n", LIVETAP_I64, LIVETAP_KIND_TEXT)) == "queries[0].fields.n.kind");
  CHECK(bad(field("note", LIVETAP_TEXT, LIVETAP_GAUGE)) == "queries[0].fields.note.kind");
  CHECK(bad(field("time", LIVETAP_TIME, LIVETAP_GAUGE)) == "queries[0].fields.time");
  CHECK(bad(field("asset", LIVETAP_I64, LIVETAP_GAUGE)) == "queries[0].fields.asset");
  FieldOption no_unit = field("n", LIVETAP_I64, LIVETAP_GAUGE);
  no_unit.unit = "";
  CHECK(bad(no_unit) == "queries[0].fields.n.unit");
}

TEST_CASE("a measurement is given once") {
  const auto mistake = check_queries({good(), good_events(), good()});
  REQUIRE(mistake.has_value());
  CHECK(mistake->setting == "queries[2].measurement");
  CHECK(mistake->message.find("'signals'") != std::string::npos);
}

TEST_CASE("an events query needs its cursor") {
  using namespace std::chrono_literals;
  const auto bad = [](auto change) { return path_after(good_events(), change); };
  CHECK(bad([](Query& q) { q.cursor.reset(); }) == "queries[0].cursor");
  CHECK(bad([](Query& q) { q.cursor->key = ""; }) == "queries[0].cursor.key");
  CHECK(bad([](Query& q) { q.cursor->margin = -1s; }) == "queries[0].cursor.margin");
  CHECK(bad([](Query& q) { q.cursor->margin = 25h; }) == "queries[0].cursor.margin");
  CHECK(bad([](Query& q) { q.cursor->first = 0; }) == "queries[0].cursor.first");
  CHECK(bad([](Query& q) { q.cursor->first = 1'000'000; }) == "queries[0].cursor.first");
  CHECK(bad([](Query& q) { q.sql = "select 1"; }) == "queries[0].sql");
  CHECK(bad([](Query& q) { q.table = true; }) == "queries[0].view");
  CHECK(bad([](Query& q) { q.tags = {"asset"}; }) == "queries[0].tags");
  CHECK(bad([](Query& q) { q.fields.emplace_back(); }) == "queries[0].fields");
  CHECK(bad([](Query& q) { q.events = "Bad Type"; }) == "queries[0].events");
}

TEST_CASE("an events query that follows says what, and how to read it") {
  const auto bad = [](auto change) {
    return path_after(good_events(), [&](Query& q) {
      q.follow = FollowOption{"status", {"pending"}, "select id, status from x where id = any($1)"};
      change(*q.follow);
    });
  };
  CHECK(bad([](FollowOption&) {}) == "");
  CHECK(bad([](FollowOption& f) { f.state = ""; }) == "queries[0].follow.state");
  CHECK(bad([](FollowOption& f) { f.open = {}; }) == "queries[0].follow.open");
  CHECK(bad([](FollowOption& f) { f.sql = "select 1"; }) == "queries[0].follow.sql");
}

TEST_CASE("a type of events is read by one query") {
  Query other = good_events();
  other.events = "order";
  CHECK_FALSE(check_queries({good_events(), other}).has_value());
  const auto mistake = check_queries({good_events(), good(), good_events()});
  REQUIRE(mistake.has_value());
  CHECK(mistake->setting == "queries[2].events");
}
