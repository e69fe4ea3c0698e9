#include "agent/view/table_view.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "unit/agent/view/message_lines.hpp"
#include "unit/agent/view/source.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

struct Tables {
  explicit Tables(Measurement shape, std::size_t limit = 900 * 1024)
      : source(std::move(shape)), busyness(source.measurement), view(source.measurement, limit) {}

  std::optional<ViewMessage> message(const Snapshot& snapshot) {
    view.take(snapshot, busyness);
    return view.message(busyness, source.now);
  }
  std::vector<MessageLine> table(const Snapshot& snapshot) {
    const auto got = message(snapshot);
    return got ? lines_of(*got->payload) : std::vector<MessageLine>{};
  }

  Source source;
  Busyness busyness;
  TableView view;
};

Measurement table_measurement() {
  auto measurement = queue_measurement();
  measurement.tags.clear();
  measurement.table = true;
  return measurement;
}

void add_depth(RowBlock& rows, std::int64_t depth) {
  rows.begin_row();
  rows.add(depth);
  for (int field = 0; field < 4; ++field) {
    rows.add(std::monostate{});
  }
}

std::int64_t ms(WallTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

TEST_CASE("a table has no labels: tags are text fields, and rows lie a millisecond apart") {
  Tables tables(queue_measurement());
  const auto lines = tables.table(tables.source.good(queue_rows(3, 1)));
  REQUIRE(lines.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(lines[i].name == "queue_table");
    CHECK(lines[i].labels.empty());
    CHECK(lines[i].fields.size() == 7);
    CHECK(lines[i].fields.at("queue") == "\"q" + std::to_string(i) + "\"");
    CHECK(lines[i].fields.at("age_s") == "0");
    CHECK(lines[i].time_ms == ms(tables.source.now.wall) - 3 + static_cast<std::int64_t>(i));
  }
}

TEST_CASE("a failing measurement repeats its last good rows, older each time") {
  Tables tables(queue_measurement());
  CHECK(tables.table(tables.source.failed())[0].fields.at("age_s") == "\"NaN\"");
  tables.source.pass(1s);
  tables.table(tables.source.good(queue_rows(2, 4)));
  for (const auto* age : {"1.5", "3"}) {
    tables.source.pass(1500ms);
    const auto lines = tables.table(tables.source.failed());
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].fields.at("depth") == "5");
    CHECK(lines[1].fields.at("age_s") == age);
  }
}

TEST_CASE("a series missing from a good gather is null and ages, its neighbours are fresh") {
  Tables tables(queue_measurement());
  tables.table(tables.source.good(queue_rows(2, 0)));
  tables.source.pass(2s);
  const auto lines = tables.table(tables.source.good(queue_rows(1, 0)));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].fields.at("age_s") == "0");
  CHECK(lines[1].fields.at("queue") == "\"q1\"");
  CHECK(lines[1].fields.count("depth") == 0);
  CHECK(lines[1].fields.at("age_s") == "2");
}

TEST_CASE("tables go out a second apart, and the newest of those that came earlier waits") {
  Tables tables(queue_measurement());
  CHECK(tables.message(tables.source.good(queue_rows(1, 0))).has_value());
  CHECK_FALSE(tables.view.next_due().has_value());
  const auto sent = tables.source.now.steady;
  for (int round = 1; round <= 3; ++round) {
    tables.source.pass(300ms);
    CHECK_FALSE(tables.message(tables.source.good(queue_rows(1, round))).has_value());
    CHECK(tables.view.next_due() == sent + 1s);
  }
  tables.source.pass(100ms);
  const auto message = tables.view.message(tables.busyness, tables.source.now);
  REQUIRE(message.has_value());
  const auto lines = lines_of(*message->payload);
  CHECK(lines[0].fields.at("depth") == "3");
  CHECK(lines[0].fields.at("age_s") == "0");
  CHECK_FALSE(tables.view.next_due().has_value());
}

TEST_CASE("tables follow each other a second apart though the wall clock goes back a little") {
  Tables tables(queue_measurement());
  auto before = tables.table(tables.source.good(queue_rows(400, 0))).back().time_ms;
  for (const auto jump : {-30s, 0s, 7200s, -59s}) {
    tables.source.pass(1s);
    tables.source.now.wall += jump;
    const auto lines = tables.table(tables.source.good(queue_rows(400, 0)));
    CHECK(lines.front().time_ms >= before + 1000 - 399);
    CHECK(lines.back().time_ms >= before + 1000);
    before = lines.back().time_ms;
  }
}

TEST_CASE("tables are dated now again as soon as a clock that was wrong by a day is put right") {
  Tables tables(queue_measurement());
  const auto rows = queue_rows(3, 0);
  const auto dated = [&] {
    tables.source.pass(1s);
    return tables.table(tables.source.good(rows)).back().time_ms;
  };
  for (const auto wrong : {24h, -24h}) {
    dated();
    tables.source.now.wall += wrong;
    dated();
    tables.source.now.wall -= wrong;
    const auto top = dated();
    CHECK(top == tables.source.now.wall.time_since_epoch().count() - 1);
  }
}

TEST_CASE("the age of a row is the same though the wall clock steps by a day") {
  Tables tables(queue_measurement());
  tables.table(tables.source.good(queue_rows(1, 0)));
  tables.source.pass(5s);
  tables.source.now.wall += 24h;
  CHECK(tables.table(tables.source.failed()).back().fields.at("age_s") == "5");
}

TEST_CASE("an empty table is one row of nothing, so that the last one goes") {
  Tables tables(table_measurement());
  CHECK(tables.table(tables.source.good([](RowBlock& rows) { add_depth(rows, 3); })).size() == 1);
  tables.source.pass(1s);
  const auto lines = tables.table(tables.source.good([](RowBlock&) {}));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].fields.size() == 6);
  CHECK(lines[0].fields.at("depth") == "\"NaN\"");
  CHECK(lines[0].fields.at("note") == "\"\"");
  CHECK(lines[0].fields.at("age_s") == "0");
}

TEST_CASE("a table measurement keeps the order of its source") {
  Tables tables(table_measurement());
  const auto lines = tables.table(tables.source.good([](RowBlock& rows) {
    for (const std::int64_t depth : {5, 9, 5, 1}) {
      add_depth(rows, depth);
    }
  }));
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].fields.at("depth") == "5");
  CHECK(lines[1].fields.at("depth") == "9");
  CHECK(lines[3].fields.at("depth") == "1");
}

TEST_CASE("of more than 450 series the busiest are shown and the others counted") {
  Tables tables(queue_measurement());
  const auto lines = tables.table(tables.source.good(queue_rows(500, 0)));
  CHECK(lines.size() == 450);
  const auto notices = tables.view.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].channel == "queue_table");
  CHECK(notices[0].reason == ViewNotice::Reason::table_rows);
  CHECK(notices[0].count == 50);
  CHECK(notices[0].names.front() == "q450");
  tables.source.pass(1s);
  tables.table(tables.source.failed());
  CHECK(tables.view.notices() == notices);
}

TEST_CASE("a table over the message limit sends what fits and counts the rest") {
  Tables tables(queue_measurement(), 1000);
  const auto message = tables.message(tables.source.good(queue_rows(50, 0)));
  REQUIRE(message.has_value());
  CHECK(message->payload->size() <= 1000);
  CHECK(message->rows + message->dropped_rows == 50);
  const auto lines = lines_of(*message->payload);
  CHECK(lines.back().time_ms == ms(tables.source.now.wall) - 1);
  CHECK(lines.front().time_ms == ms(tables.source.now.wall) - static_cast<int>(lines.size()));
  CHECK(tables.view.notices().front().reason == ViewNotice::Reason::too_large);
  CHECK(tables.view.too_large_rows() == message->dropped_rows);
}
