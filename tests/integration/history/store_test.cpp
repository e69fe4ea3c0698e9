#include <doctest/doctest.h>

#include "agent/model/clocks.hpp"
#include "history_fixture.hpp"

using namespace livetap;
using namespace livetap::test;
using shipper::HistoryStore;

namespace {

constexpr Milliseconds month = std::chrono::hours(24 * 30);
constexpr WallTime noon{Milliseconds(1'764'072'000'000)};  // 2025-11-25 12:00:00
const Value none;

HistoryStore store(shipper::Session& session, const char* agent = "desk") {
  HistoryStore made(session, {"livetap", agent, month, std::chrono::hours(24 * 7)});
  REQUIRE(made.begin({"r"}).has_value());
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
    const auto made = history.maintenance().make_rollups();
    if (made.failure) FAIL(made.failure->error.message);
    more = made.more;
  }
}

void keep_days(HistoryStore& history) {
  const auto kept = history.maintenance().keep_days();
  if (kept.failure) FAIL(kept.failure->error.message);
}

// One field of a measurement called queue, without tags.
Measurement field_of(const char* name, FieldType type, FieldKind kind = FieldKind::counter) {
  Measurement shape;
  shape.name = "queue";
  auto& field = shape.fields.emplace_back();
  field.name = name;
  field.type = type;
  field.kind = kind;
  return shape;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a fresh database gets what it needs, and rows lie in it as they were measured") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, batch_of({queue_sample(1, noon,
                                       {{"a", 5.5, std::int64_t{7}, true,
                                         std::string_view("it's\t\\N"), 1.0, 9.0, 10},
                                        {"b\n", none, none, none, none}})},
                         0, {event(1, R"({"side":"buy"})"), event(2, "")}));
  CHECK(database.rows("select * from livetap.queue order by name") ==
        Texts{"2025-11-25 12:00:00+00|desk|10|a|5.5|1|9|7|t|it's\t\\N",
              "2025-11-25 12:00:00+00|desk|1|b\n|-|-|-|-|-|-"});
  CHECK(database.rows("select *, attributes ->> 'side' from livetap.event") ==
        Texts{"2025-11-25 12:00:00+00|desk|trading|desk|order|warning|sold|{\"side\": "
              "\"buy\"}|buy",
              "2025-11-25 12:00:00+00|desk|trading|desk|order|warning|sold|-|-"});
  const auto positions = history.begin({"r"});
  REQUIRE(positions.has_value());
  CHECK(positions->at("r") == shipper::RunPosition{{1, 2}});
  CHECK(history.begin({"another"})->empty());
  CHECK(database.rows("select col_description('livetap.queue'::regclass, n) from "
                      "generate_series(5, 7) n") ==
        Texts{"messages (short)", "messages (lowest) (short)", "messages (highest) (short)"});
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
                   "'livetap shipper r', 0))")
              .has_value());
  CHECK_FALSE(*history.ship(batch_of({queue_sample(2, noon, {{"a", none, none, none, none}})}, 1)));
}

TEST_CASE("a run belongs to its journal, whatever the agent is called") {
  HistoryDatabase database;
  auto session = database.session();
  auto before = store(session, "desk");
  const auto first = batch_of({queue_sample(1, noon, {{"a", 1.0, none, none, none}})});
  ship(before, first);
  HistoryStore after(session, {"livetap", "renamed", month, month});
  const auto positions = after.begin({"r"});
  REQUIRE(positions.has_value());
  CHECK(positions->at("r").shipped == journal::JournalPosition{1, 0});
  CHECK_FALSE(*after.ship(first));
  ship(after, batch_of({queue_sample(2, noon, {{"a", 2.0, none, none, none}})}, 1));
  CHECK(database.rows("select run, agent, sample from livetap._position") == Texts{"r|renamed|2"});
}

TEST_CASE("a schema that grows widens its table, by a tag too") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, batch_of({queue_sample(1, noon, {{"a", 1.0, none, none, none}})}));

  auto shape = queue_shape();
  shape.fields.resize(1);
  shape.fields[0].name = "since";  // as a parameter of the function is called
  shape.tags.push_back("vhost");
  ship(history, batch_of({other_sample(2, noon, shape, {9.0, none, none})}, 1));
  CHECK(database.rows("select vhost, messages, since from livetap.queue order by messages") ==
        Texts{"-|1|-", "a|-|9"});
  // One that knows less of it goes on.
  ship(history, batch_of({queue_sample(3, noon, {{"b", 2.0, none, none, none}})}, 2));
  CHECK(database.value("select count(*) from livetap.queue_by('1s', '2025-11-25 12:00', "
                       "'2025-11-25 13:00')") == "3");
  make_all_rollups(history);
  CHECK(database.rows("select name, vhost, messages, since from livetap.queue_by('1 hour', "
                      "'2025-11-25', '2025-11-26') order by 1, 2") ==
        Texts{"a|a|-|9", "a|-|1|-", "b|-|2|-"});
}

TEST_CASE("two agents that give a field different types lose nothing, and both say so") {
  HistoryDatabase database;
  auto one_session = database.session();
  auto one = store(one_session, "one");
  auto two_session = database.session();
  auto two = store(two_session, "two");
  const auto whole = field_of("size", FieldType::i64);
  const auto text = field_of("size", FieldType::text);
  auto batch_of_two = [&, id = std::int64_t{0}](Measurement shape, Value value) mutable {
    ++id;
    return batch_of({other_sample(id, noon, std::move(shape), {value})}, id - 1, {}, 0, "two");
  };
  std::int64_t id = 0;
  for (int round = 0; round < 3; ++round) {
    ship(one, batch_of({other_sample(id + 1, noon, whole, {std::int64_t{7}})}, id, {}, 0, "one"));
    ++id;
    ship(two, batch_of_two(text, std::string_view("many")));
  }
  CHECK(database.rows("select agent, size, size_text, count(*) from livetap.queue group by 1, 2, 3 "
                      "order by 1") == Texts{"one|7|-|3", "two|-|many|3"});
  CHECK(database.value("select count(*) from pg_class where relname like 'queue_until%'") == "0");
  make_all_rollups(one);
  make_all_rollups(two);
  CHECK(database.rows("select agent, size, size_text from livetap.queue_by('1 hour', '2025-11-25', "
                      "'2025-11-26') order by 1") == Texts{"one|7|-", "two|-|many"});
  for (auto* agent : {&one, &two}) {
    REQUIRE_FALSE(agent->look_around());
    const auto warnings = agent->warnings();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].type == "type_conflict");
    CHECK(warnings[0].subject == "queue.size");
    CHECK(warnings[0].message.find("size, size_text") != std::string::npos);
  }
  // Until one of the two has not been written for three hours.
  database.rows("update livetap._column set used = used - interval '4 hours'");
  REQUIRE_FALSE(one.look_around());
  CHECK(one.warnings().empty());
  keep_days(one);
  REQUIRE_FALSE(one.look_around());
  CHECK(one.warnings().empty());
  keep_days(two);
  REQUIRE_FALSE(one.look_around());
  CHECK(one.warnings().size() == 1);
}

TEST_CASE("whole numbers and doubles of two agents meet in one column, whoever comes first") {
  HistoryDatabase database;
  auto one_session = database.session();
  auto one = store(one_session, "one");
  auto two_session = database.session();
  auto two = store(two_session, "two");
  const auto whole = field_of("size", FieldType::i64);
  const auto real = field_of("size", FieldType::f64);
  ship(one, batch_of({other_sample(1, noon, whole, {std::int64_t{7}})}, 0, {}, 0, "one"));
  make_all_rollups(one);
  ship(two, batch_of({other_sample(1, noon, real, {0.5})}, 0, {}, 0, "two"));
  // It still takes the column for one of whole numbers.
  ship(one, batch_of({other_sample(2, noon, whole, {std::int64_t{8}})}, 1, {}, 0, "one"));
  make_all_rollups(one);
  make_all_rollups(two);
  CHECK(database.rows("select agent, size from livetap.queue order by 2") ==
        Texts{"two|0.5", "one|7", "one|8"});
  CHECK(database.rows("select agent, size from livetap.queue_by('1 hour', '2025-11-25', "
                      "'2025-11-26') order by 1") == Texts{"one|8", "two|0.5"});
  REQUIRE_FALSE(one.look_around());
  CHECK(one.warnings().empty());
}

TEST_CASE("an agent whose picture of a table is out of date loses no row") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  const auto real = field_of("size", FieldType::f64);
  ship(history, batch_of({other_sample(1, noon, real, {1.0})}));
  // Somebody makes it a column of whole numbers, as another agent's table once was.
  database.rows(
      "alter table livetap.queue alter size type bigint; update livetap._column set type = 'int' "
      "where name = 'size'");
  ship(history, batch_of({other_sample(2, noon, real, {1.5})}, 1));
  CHECK(database.rows("select size from livetap.queue order by 1") == Texts{"1", "1.5"});
}

TEST_CASE("a table that cannot be made or written fails by itself, and is named") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  database.rows("create table livetap.queue_minute (a int)");
  const auto refused =
      history.ship(batch_of({queue_sample(1, noon, {{"a", 1.0, none, none, none}})}));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().table == "queue");
  CHECK(refused.error().error.hint.find("prefix") != std::string::npos);
  // All others go on, and what waits is noted.
  auto batch = batch_of({}, 0, {event(1, "")});
  batch.to.sample = 1;
  batch.waiting = {{"queue", 1}};
  ship(history, batch);
  CHECK(database.rows("select measurement, sample, event from livetap._position order by 1") ==
        Texts{"1|1", "queue|0|0"});
  CHECK(history.begin({"r"})->at("r") == shipper::RunPosition{{1, 1}, {{"queue", 0}}});

  database.rows("drop table livetap.queue_minute");
  auto waited = batch_of({queue_sample(1, noon, {{"a", 1.0, none, none, none}})});
  waited.measurement = "queue";
  waited.catches_up = true;
  ship(history, waited);
  CHECK_FALSE(*history.ship(waited));
  CHECK(database.value("select count(*) from livetap.queue") == "1");
  CHECK(database.rows("select measurement from livetap._position") == Texts{""});
}

TEST_CASE("minutes and hours are those of the rows, whatever came late, and the function fits") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  // Two hours and a half, a row each 10 s: messages counts up, published too, up is true but at the
  // end of each minute.
  std::vector<journal::SampleRow> samples;
  for (std::int64_t i = 0; i < 900; ++i) {
    samples.push_back(
        queue_sample(i + 1, noon + std::chrono::seconds(10 * i),
                     {{"a", static_cast<double>(i), i * 10, i % 6 != 5, std::string_view("s")},
                      {"b", none, none, none, none}}));
  }
  auto late = std::vector(samples.begin() + 100, samples.begin() + 200);
  auto early = samples;
  early.erase(early.begin() + 100, early.begin() + 200);
  ship(history, batch_of(early));
  make_all_rollups(history);
  for (std::size_t i = 0; i < late.size(); ++i) late[i].id = 901 + static_cast<std::int64_t>(i);
  ship(history, batch_of(late, 900));
  make_all_rollups(history);

  const std::string between = "'2025-11-25 11:59:30', '2025-11-25 15:00')";
  const auto by = [&](const std::string& step, const std::string& columns) {
    return database.rows("select " + columns + " from livetap.queue_by('" + step + "', " + between +
                         " where name = 'a' order by time");
  };
  CHECK(by("1 hour",
           "to_char(time, 'HH24:MI'), messages, messages_min, messages_max, published, up, "
           "state") == Texts{"12:00|179.5|0|359|3590|f|s", "13:00|539.5|360|719|7190|f|s",
                             "14:00|809.5|720|899|8990|f|s"});
  const auto minutes = by("1 minute", "messages, published, up");
  REQUIRE(minutes.size() == 150);
  CHECK(minutes[20] == "122.5|1250|f");
  CHECK(by("5 minutes", "messages").at(1) == "44.5");
  CHECK(by("30s", "messages").size() == 300);
  CHECK(by("30s", "messages, messages_min, messages_max, up").at(1) == "4|3|5|f");
  CHECK(by("10s", "messages, messages_min, messages_max, up").at(1) == "1|1|1|t");
  CHECK(database.value("select count(*) from livetap.queue_by('1s', '2025-11-25', '2025-11-26') "
                       "where name = 'a'") == "150");
  CHECK(database.value("select count(*) from livetap.queue_by('1s', '2025-11-01', '2025-11-26') "
                       "where name = 'a'") == "3");
  CHECK(by("1 day", "messages, messages_max, published") == Texts{"449.5|899|8990"});
  CHECK(database.rows("select distinct messages, messages_min, state from "
                      "livetap.queue_by('1 hour', " +
                      between + " where name = 'b'") == Texts{"-|-|-"});
  CHECK(database.value("select count(*) from livetap.queue_minute") == "300");
  CHECK(database.value("select count(*) from livetap._rollup where stale") == "0");
}

TEST_CASE("a spike and a moment of failure are in the minute, the hour and every step") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  std::vector<journal::SampleRow> samples;
  for (std::int64_t i = 0; i < 360; ++i) {
    // In one slot of ten batches the queue held 10,000 messages for a second, and was down.
    const bool spike = i == 100;
    samples.push_back(
        queue_sample(i + 1, noon + std::chrono::seconds(10 * i),
                     {{"a", spike ? 1009.0 : 10.0, none, !spike, none, spike ? Value(10.0) : none,
                       spike ? Value(10'000.0) : none, 10}}));
  }
  ship(history, batch_of(samples));
  make_all_rollups(history);
  const auto worst = [&](const std::string& from) {
    return database.value("select max(messages_max) || ' ' || bool_and(up) from livetap." + from);
  };
  CHECK(worst("queue") == "10000 false");
  CHECK(worst("queue_minute") == "10000 false");
  CHECK(worst("queue_hour") == "10000 false");
  for (const auto* step : {"10s", "1 minute", "7 minutes", "1 hour", "1 day"}) {
    CHECK(worst(std::string("queue_by('") + step + "', '2025-11-25', '2025-11-26')") ==
          "10000 false");
  }
  CHECK(worst("queue_by('2 hours', '2025-11-01', '2025-12-01')") == "10000 false");
  // What is as calm as its mean takes no room.
  CHECK(database.rows("select count(messages_max), count(messages_min), count(*) from "
                      "livetap.queue_minute") == Texts{"1|1|60"});
  CHECK(database.value("select messages from livetap.queue_hour") == "12.775");
}

TEST_CASE("rows of one slot count by their batches") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, batch_of({queue_sample(1, noon, {{"a", 10.0, none, none, none, none, none, 9}}),
                          queue_sample(2, noon + std::chrono::seconds(5),
                                       {{"a", 20.0, none, none, none, none, none, 1}})}));
  make_all_rollups(history);
  for (const auto* step : {"10s", "1 minute", "1 hour"}) {
    CHECK(database.value(std::string("select messages from livetap.queue_by('") + step +
                         "', '2025-11-25 12:00', '2025-11-25 12:01')") == "11");
  }
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
  CHECK(by("1 hour", "2025-11-26") == Texts{"12:00:00|order|120", "12:00:00|signal|240",
                                            "13:00:00|order|121", "13:00:00|signal|240",
                                            "14:00:00|order|60", "14:00:00|signal|120"});
  CHECK(by("1 minute", "2025-11-25 12:02") ==
        Texts{"12:00:00|order|2", "12:00:00|signal|4", "12:01:00|order|2", "12:01:00|signal|4"});
  CHECK(by("30s", "2025-11-25 12:00:30") == Texts{"12:00:00|order|1", "12:00:00|signal|2"});
  CHECK(by("90 minutes", "2025-11-26") == Texts{"12:00:00|order|181", "12:00:00|signal|360",
                                                "13:30:00|order|120", "13:30:00|signal|240"});
}

TEST_CASE("events that came before they were counted are counted") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  ship(history, events_of(0, 100));
  // As somebody may leave it.
  database.rows(
      "drop table livetap.event_minute, livetap.event_hour; "
      "drop function livetap.event_by; delete from livetap._rollup");
  REQUIRE(history.begin({}).has_value());
  ship(history, events_of(100, 100));
  make_all_rollups(history);
  CHECK(database.value("select sum(events) from livetap.event_by('1 hour', '2025-11-25', "
                       "'2025-11-26')") == "200");
  CHECK_FALSE(history.try_out().has_value());
}

TEST_CASE("days beyond the retention are dropped, those of agents that are gone too") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  auto other_session = database.session();
  auto gone = store(other_session, "gone");
  const auto today = sql::day_of(clocks().wall) + std::chrono::hours(12);
  std::vector<journal::SampleRow> samples;
  for (std::int64_t day = 0; day < 40; ++day) {
    samples.push_back(queue_sample(day + 1, today - std::chrono::hours(24 * (40 - day)),
                                   {{"a", static_cast<double>(day), none, none, none}}));
  }
  ship(history, batch_of(samples));
  ship(gone, batch_of(samples, 0, {}, 0, "gone"));
  REQUIRE_FALSE(history.beat());
  // Nobody but the other agent makes its minutes and hours, and it was not seen for long.
  make_all_rollups(history);
  CHECK(database.value("select count(*) from livetap.queue_hour where agent = 'gone'") == "40");
  keep_days(history);
  for (const auto* table : {"queue", "queue_minute", "queue_hour"}) {
    CHECK(database.rows(std::string("select agent, count(*), min(messages) from livetap.") + table +
                        " group by 1 order by 1") == Texts{"desk|30|10", "gone|30|10"});
  }
  CHECK(
      database.value("select count(*) from pg_inherits where inhparent = 'livetap.event'::regclass "
                     "and inhrelid::regclass::text >= 'livetap._event_' || to_char(now(), "
                     "'YYYYMMDD')") == "3");
}

TEST_CASE("a position outlives the rows of its run, in the history and in the journal") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  const auto position = [&](const char* run, const char* agent, int days) {
    database.rows("insert into livetap._position values ('" + std::string(run) + "', '', '" +
                  agent + "', 1, 1, now() - interval '" + std::to_string(days) + " days')");
  };
  position("of a month", "desk", 37);
  position("of the past", "desk", 40);
  position("of another", "other", 400);
  keep_days(history);
  CHECK(database.rows("select run from livetap._position order by 1") ==
        Texts{"of a month", "of another"});
}

TEST_CASE("one table that fails keeps no other from its maintenance") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  const auto today = sql::day_of(clocks().wall) + std::chrono::hours(12);
  const auto old = today - std::chrono::hours(24 * 40);
  auto node = queue_shape();
  node.name = "a_node";  // before queue in every list
  ship(history, batch_of({other_sample(1, old, node, {1.0, none, none, none, none, none}),
                          queue_sample(2, old, {{"a", 1.0, none, none, none}})}));
  database.rows("alter table livetap.a_node_minute rename to lost; drop table livetap.a_node");
  const auto made = history.maintenance().make_rollups();
  CHECK(made.failure.has_value());
  make_all_rollups(history);
  CHECK(database.value("select count(*) from livetap.queue_hour") == "1");
  history.maintenance().keep_days();
  CHECK(database.value("select count(*) from livetap.queue") == "0");
  CHECK(database.value("select count(*) from livetap.queue_hour") == "0");
  CHECK(database.value("select count(*) from livetap._position") == "1");
}

TEST_CASE("what is dated far ahead shares a partition, until its day comes") {
  HistoryDatabase database;
  auto session = database.session();
  auto history = store(session);
  const auto today = sql::day_of(clocks().wall) + std::chrono::hours(12);
  std::vector<journal::EventRow> events;
  for (std::int64_t i = 0; i < 500; ++i) {
    events.push_back(event(i + 1, ""));
    events.back().event.time = today + std::chrono::hours(24 * i);
  }
  ship(history, batch_of({queue_sample(1, today + std::chrono::hours(24 * 9),
                                       {{"a", 1.0, none, none, none}})},
                         0, events));
  const auto partitions = [&] {
    return database.value(
        "select count(*) from pg_inherits where inhparent = "
        "'livetap.event'::regclass");
  };
  CHECK(partitions() == "4");
  CHECK(database.value("select count(*) from livetap.event") == "500");
  CHECK(database.value("select count(*) from livetap._event_later") == "497");
  CHECK(database.value("select count(*) from livetap._queue_later") == "1");
  // Time goes on: rows of tomorrow and of five days ago were dated ahead once.
  database.rows(
      "update livetap._event_later set time = time - interval '10 days' where time < now() + "
      "interval '7 days'");
  const auto moved = std::stoi(database.value(
      "select count(*) from livetap._event_later where time < now() + interval '1 day'"));
  CHECK(moved >= 4);
  keep_days(history);
  CHECK(database.value("select count(*) from livetap._event_later where time < now() + interval "
                       "'1 day'") == "0");
  CHECK(database.value("select count(*) from livetap.event") == "500");
  keep_days(history);
  make_all_rollups(history);
  CHECK(database.value("select count(*) from livetap.event_hour where time > now() + interval '2 "
                       "days'") == "0");
}

TEST_CASE("that an agent lives is written by the clock of the database, for the reader too") {
  HistoryDatabase database;
  database.rows("create role livetap_reader login");
  auto session = database.session();
  auto history = store(session);
  REQUIRE_FALSE(history.beat());
  const auto first = database.value("select last_seen from livetap._agent where agent = 'desk'");
  REQUIRE_FALSE(history.beat());
  CHECK(database.value("select last_seen > '" + first +
                       "' and clock_timestamp() - last_seen < "
                       "interval '1 minute' from livetap._agent") == "t");
  CHECK(database.value(
            "select has_table_privilege('livetap_reader', 'livetap._agent', 'select')") == "t");
}
