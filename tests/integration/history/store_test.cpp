#include <doctest/doctest.h>

#include "history_fixture.hpp"

using namespace livetap;
using namespace livetap::test;
using shipper::HistoryStore;

namespace {

constexpr Milliseconds month = std::chrono::hours(24 * 30);
constexpr WallTime noon{Milliseconds(1'764'072'000'000)};  // 2025-11-25 12:00:00
const Value none;

HistoryStore store(shipper::Session& session) {
  HistoryStore made(session, "livetap", "desk", month);
  REQUIRE(made.begin().has_value());
  return made;
}

void ship(HistoryStore& store, const shipper::Batch& batch) {
  const auto taken = store.ship(batch);
  if (!taken) FAIL(taken.error().error.message << " -> " << taken.error().error.hint);
  REQUIRE(*taken);
}

journal::EventRow event(std::int64_t id, std::string attributes) {
  return {id, noon, Event{noon, Severity::warning, "order", "desk", "sold", attributes, "trading"}};
}

// `count` events after `from`, one each 10 s from noon on; each third one an order, the others
// signals.
shipper::Batch events_of(std::int64_t from, std::int64_t count) {
  std::vector<journal::EventRow> events;
  for (auto id = from + 1; id <= from + count; ++id) {
    const auto time = noon + std::chrono::seconds(10 * (id - 1));
    events.push_back({id, time,
                      Event{time, Severity::info, id % 3 == 0 ? "order" : "signal", "desk", "sold",
                            "", "trading"}});
  }
  return batch_of({}, 0, std::move(events), from);
}

void make_all_rollups(HistoryStore& history) {
  for (bool more = true; more;) {
    const auto made = history.make_rollups();
    if (!made) FAIL(made.error().error.message);
    more = *made;
  }
}

}  // namespace

TEST_CASE("a fresh database gets what it needs, and rows lie in it as they were measured") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, batch_of({queue_sample(1, noon,
                                       {{"a", std::int64_t{5}, std::int64_t{7}, true,
                                         std::string_view("it's\t\\N")},
                                        {"b\n", none, none, none, none}})},
                         0, {event(1, R"({"side":"buy"})"), event(2, "")}));
  CHECK(database.rows("select * from livetap.queue order by name") ==
        std::vector<std::string>{"2025-11-25 12:00:00+00|desk|a|5|7|t|it's\t\\N",
                                 "2025-11-25 12:00:00+00|desk|b\n|-|-|-|-"});
  CHECK(database.rows("select *, attributes ->> 'side' from livetap.event") ==
        std::vector<std::string>{
            "2025-11-25 12:00:00+00|desk|trading|desk|order|warning|sold|{\"side\": \"buy\"}|buy",
            "2025-11-25 12:00:00+00|desk|trading|desk|order|warning|sold|-|-"});
  const auto positions = history.begin();
  REQUIRE(positions.has_value());
  CHECK(positions->at("r") == journal::JournalPosition{1, 2});
  CHECK(database.value("select col_description('livetap.queue'::regclass, 4)") ==
        "messages (short)");
}

TEST_CASE("a batch that the database has, or that does not follow what it has, is not taken") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  const auto first = batch_of({queue_sample(1, noon, {{"a", none, none, none, none}})});
  ship(history, first);
  CHECK_FALSE(*history.ship(first));
  CHECK_FALSE(*history.ship(batch_of({queue_sample(3, noon, {{"a", none, none, none, none}})}, 2)));
  CHECK(database.value("select count(*) from livetap.queue") == "1");

  auto other_session = database.session();
  auto other = store(other_session);
  REQUIRE(other_session
              .run("begin; select pg_advisory_xact_lock(hashtextextended("
                   "'livetap shipper desk r', 0))")
              .has_value());
  CHECK_FALSE(*history.ship(batch_of({queue_sample(2, noon, {{"a", none, none, none, none}})}, 1)));
}

TEST_CASE(
    "a schema that grows widens its table, and one that changes a type makes room for another") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, batch_of({queue_sample(1, noon, {{"a", std::int64_t{1}, none, none, none}})}));

  auto wider = queue_sample(2, noon, {});
  auto shape = *wider.shape;
  shape.fields.push_back(shape.fields[0]);
  shape.fields.back().name = "since";  // as a parameter of the function is called
  wider.shape = std::make_shared<const Measurement>(shape);
  wider.rows = RowBlock(1, 5);
  wider.rows.begin_row();
  wider.rows.add_tag("a");
  for (int i = 0; i < 5; ++i) wider.rows.add(i == 4 ? Value(std::int64_t{9}) : none);
  ship(history, batch_of({wider}, 1));
  CHECK(database.rows("select messages, since from livetap.queue order by 1") ==
        std::vector<std::string>{"1|-", "-|9"});
  // One that knows less of it goes on.
  ship(history, batch_of({queue_sample(3, noon, {{"b", std::int64_t{2}, none, none, none}})}, 2));
  CHECK(
      database.value(
          "select count(*) from livetap.queue_by('1s', '2025-11-25 12:00', '2025-11-25 13:00')") ==
      "2");

  auto other = queue_sample(4, noon, {});
  shape = queue_shape();
  shape.fields = {shape.fields[0]};
  shape.fields[0].type = FieldType::text;
  other.shape = std::make_shared<const Measurement>(shape);
  other.rows = RowBlock(1, 1);
  other.rows.begin_row();
  other.rows.add_tag("a");
  other.rows.add(std::string_view("many"));
  ship(history, batch_of({other}, 3));
  CHECK(database.rows("select messages from livetap.queue") == std::vector<std::string>{"many"});
  const auto aside = database.value(
      "select relname from pg_class where relname ~ '^queue_until_[0-9]{8}$' and relkind = 'p'");
  CHECK(database.value("select count(*) from livetap." + aside) == "3");
}

TEST_CASE("minutes and hours are those of the rows, whatever came late, and the function fits") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  // Two hours and a half, a row each 10 s: messages counts up, published too, up is true but at the
  // end of each minute.
  std::vector<journal::SampleRow> samples;
  for (std::int64_t i = 0; i < 900; ++i) {
    samples.push_back(queue_sample(
        i + 1, noon + std::chrono::seconds(10 * i),
        {{"a", i, i * 10, i % 6 != 5, std::string_view("s")}, {"b", none, none, none, none}}));
  }
  auto late = std::vector(samples.begin() + 100, samples.begin() + 200);
  auto early = samples;
  early.erase(early.begin() + 100, early.begin() + 200);
  ship(history, batch_of(early));
  for (int i = 0; i < 10; ++i) REQUIRE(history.make_rollups().has_value());
  for (std::size_t i = 0; i < late.size(); ++i) late[i].id = 901 + static_cast<std::int64_t>(i);
  ship(history, batch_of(late, 900));
  for (int i = 0; i < 10; ++i) REQUIRE(history.make_rollups().has_value());

  const std::string between = "'2025-11-25 11:59:30', '2025-11-25 15:00')";
  const auto by = [&](const std::string& step, const std::string& columns) {
    return database.rows("select " + columns + " from livetap.queue_by('" + step + "', " + between +
                         " where name = 'a' order by time");
  };
  CHECK(by("1 hour", "to_char(time, 'HH24:MI'), messages, published, up, state") ==
        std::vector<std::string>{"12:00|179.5|3590|f|s", "13:00|539.5|7190|f|s",
                                 "14:00|809.5|8990|f|s"});
  const auto minutes = by("1 minute", "messages, published, up");
  REQUIRE(minutes.size() == 150);
  CHECK(minutes[20] == "122.5|1250|f");
  CHECK(by("5 minutes", "messages").at(1) == "44.5");
  CHECK(by("30s", "messages").size() == 300);
  CHECK(by("30s", "messages").at(1) == "4");
  CHECK(database.value("select count(*) from livetap.queue_by('1s', '2025-11-25', '2025-11-26') "
                       "where name = 'a'") == "150");
  CHECK(database.value("select count(*) from livetap.queue_by('1s', '2025-11-01', '2025-11-26') "
                       "where name = 'a'") == "3");
  CHECK(by("1 day", "messages, published") == std::vector<std::string>{"449.5|8990"});
  CHECK(database.rows("select distinct messages, state from livetap.queue_by('1 hour', " + between +
                      " where name = 'b'") == std::vector<std::string>{"-|-"});
  CHECK(database.value("select count(*) from livetap.queue_minute") == "300");
}

TEST_CASE("events are counted by minute and hour, whatever came late") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, events_of(0, 900));
  make_all_rollups(history);
  auto late = event(901, "");
  late.event.time = noon + std::chrono::minutes(61);
  ship(history, batch_of({}, 0, {late}, 900));
  make_all_rollups(history);

  const auto by = [&](const std::string& step, const std::string& until) {
    return database.rows(
        "select to_char(time, 'HH24:MI:SS'), type, sum(events) from "
        "livetap.event_by('" +
        step + "', '2025-11-25 12:00', '" + until + "') group by 1, 2 order by 1, 2");
  };
  CHECK(by("1 hour", "2025-11-26") ==
        std::vector<std::string>{"12:00:00|order|120", "12:00:00|signal|240", "13:00:00|order|121",
                                 "13:00:00|signal|240", "14:00:00|order|60",
                                 "14:00:00|signal|120"});
  CHECK(by("1 minute", "2025-11-25 12:02") ==
        std::vector<std::string>{"12:00:00|order|2", "12:00:00|signal|4", "12:01:00|order|2",
                                 "12:01:00|signal|4"});
  CHECK(by("30s", "2025-11-25 12:00:30") ==
        std::vector<std::string>{"12:00:00|order|1", "12:00:00|signal|2"});
  CHECK(by("90 minutes", "2025-11-26") ==
        std::vector<std::string>{"12:00:00|order|181", "12:00:00|signal|360", "13:30:00|order|120",
                                 "13:30:00|signal|240"});
}

TEST_CASE("events that came before they were counted are counted") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, events_of(0, 100));
  // As an earlier agent left it.
  database.rows(
      "drop table livetap.event_minute, livetap.event_hour; "
      "drop function livetap.event_by; delete from livetap._rollup");
  REQUIRE(history.begin().has_value());
  ship(history, events_of(100, 100));
  make_all_rollups(history);
  CHECK(database.value("select sum(events) from livetap.event_by('1 hour', '2025-11-25', "
                       "'2025-11-26')") == "200");
  CHECK_FALSE(history.try_out().has_value());
}

TEST_CASE("days beyond the retention are dropped, and nothing else") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  std::vector<journal::SampleRow> samples;
  for (std::int64_t day = 0; day < 40; ++day) {
    samples.push_back(
        queue_sample(day + 1, noon + std::chrono::hours(24 * day), {{"a", day, none, none, none}}));
  }
  ship(history, batch_of(samples));
  while (*history.make_rollups()) {
  }
  const auto now = noon + std::chrono::hours(24 * 40);
  const auto failure = history.keep_days(now);
  if (failure) FAIL(failure->error.message);
  CHECK(database.value("select count(*), min(messages) from livetap.queue") == "30|10");
  CHECK(database.value("select count(*), min(messages) from livetap.queue_hour") == "30|10");
  CHECK(
      database.value("select count(*) from pg_inherits where inhparent = 'livetap.event'::regclass"
                     " and inhrelid::regclass::text like '%2026010%'") == "3");
}
