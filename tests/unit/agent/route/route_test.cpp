#include "agent/route/route.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

using Depths = std::vector<std::pair<std::string, double>>;

Measurement queue(OnEmpty on_empty = OnEmpty::null) {
  Measurement measurement;
  measurement.name = "queue";
  measurement.tags = {"queue"};
  measurement.fields.resize(2);
  measurement.fields[0].name = "depth";
  measurement.fields[1].name = "state";
  measurement.fields[1].type = FieldType::text;
  measurement.on_empty = on_empty;
  return measurement;
}

/// A route and the clocks around it; one step is a second.
struct World {
  explicit World(const Measurement& shape) : measurement(shape) {}

  Gather gather(const Depths& depths) {
    Gather made;
    made.time = wall;
    made.rows = RowBlock(measurement.tags.size(), measurement.fields.size());
    for (const auto& [name, depth] : depths) {
      made.rows.begin_row();
      if (!measurement.tags.empty()) {
        made.rows.add_tag(name);
      }
      made.rows.add(depth);
      made.rows.add(std::string_view("running"));
    }
    return made;
  }
  Snapshot good(const Depths& depths) { return accept(gather(depths)); }
  Snapshot failed() {
    auto made = gather({});
    made.error = Error{ErrorKind::timeout, "too late", "", ""};
    return accept(made);
  }
  Snapshot accept(const Gather& made) {
    wall += 1s;
    steady += 1s;
    return route.accept(made, steady);
  }

  Measurement measurement;
  SeriesCap cap{5};
  Route route{measurement, cap};
  WallTime wall{1700000000000ms};
  SteadyTime steady{std::chrono::hours(5)};
};

/// "a=1 b=null": the first field of each row.
std::string told(const std::shared_ptr<const CheckedRows>& rows) {
  std::string text;
  for (std::size_t row = 0; row < rows->rows.size(); ++row) {
    const auto value = rows->rows.field(row, 0);
    text += text.empty() ? "" : " ";
    text += rows->rows.tag_count() > 0 ? std::string(rows->rows.tag(row, 0)) : "-";
    text +=
        is_null(value) ? "=null" : "=" + std::to_string(static_cast<int>(std::get<double>(value)));
  }
  return text;
}

}  // namespace

TEST_CASE("series keep their order and their ids, however the rows come") {
  World world(queue());
  const auto first = world.good({{"a", 1}, {"b", 2}});
  const auto second = world.good({{"c", 3}, {"b", 5}, {"a", 4}});
  CHECK(told(first.rows) == "a=1 b=2");
  CHECK(told(second.rows) == "a=4 b=5 c=3");
  CHECK(first.rows->series == std::vector<SeriesId>{1, 2});
  CHECK(second.rows->series == std::vector<SeriesId>{1, 2, 3});
  CHECK(second.good == second.rows);
  CHECK(second.rows->rows.field(0, 1) == Value(std::string_view("running")));
  CHECK(world.route.counters().passed == 5);
}

TEST_CASE("the last row of a series wins and the others are counted") {
  World world(queue());
  CHECK(told(world.good({{"a", 1}, {"a", 2}, {"b", 3}, {"a", 4}}).rows) == "a=4 b=3");
  CHECK(told(world.good({{"a", 5}, {"a", 6}}).rows) == "a=6 b=null");
  CHECK(world.route.counters().duplicate == 3);
  CHECK(world.route.counters().passed == 3);
}

TEST_CASE("a series absent from a good gather is null, zero or left out as on_empty says") {
  World null(queue(OnEmpty::null));
  null.good({{"a", 1}, {"b", 2}});
  const auto missing = null.good({{"b", 3}});
  CHECK(told(missing.rows) == "a=null b=3");
  CHECK(missing.rows->measured[0] == missing.at - 1s);
  CHECK(missing.rows->measured[1] == missing.at);

  World zero(queue(OnEmpty::zero));
  zero.good({{"a", 1}});
  const auto zeros = zero.good({});
  CHECK(told(zeros.rows) == "a=0");
  CHECK(is_null(zeros.rows->rows.field(0, 1)));
  CHECK(zeros.rows->measured[0] == zeros.at);

  World nothing(queue(OnEmpty::nothing));
  nothing.good({{"a", 1}, {"b", 2}});
  CHECK(told(nothing.good({{"b", 3}}).rows) == "b=3");
  CHECK(told(nothing.failed().rows) == "a=null b=null");
}

TEST_CASE("a failed gather says null for every known series and keeps the last good rows") {
  World world(queue());
  CHECK(told(world.failed().rows).empty());
  const auto good = world.good({{"a", 1}, {"b", 2}});
  const auto failed = world.failed();
  CHECK(told(failed.rows) == "a=null b=null");
  CHECK(is_null(failed.rows->rows.field(0, 1)));
  CHECK(failed.good == good.rows);
  CHECK(failed.good->measured[0] == good.at);
  REQUIRE(failed.error.has_value());
  CHECK(failed.error->kind == ErrorKind::timeout);
  CHECK(world.failed().rows == failed.rows);
  CHECK(told(world.good({{"c", 3}}).rows) == "a=null b=null c=3");
}

TEST_CASE("a measurement without tags is one series from the start") {
  auto measurement = queue(OnEmpty::zero);
  measurement.tags.clear();
  World world(measurement);
  const auto failed = world.failed();
  CHECK(told(failed.rows) == "-=null");
  CHECK(failed.rows->measured[0] == never);
  CHECK(failed.good == nullptr);
  CHECK(told(world.good({}).rows) == "-=0");
  CHECK(told(world.good({{"", 8}, {"", 9}}).rows) == "-=9");
}

TEST_CASE("a series is forgotten an hour after it was last there, and its id with it") {
  World world(queue());
  world.good({{"a", 1}, {"b", 2}});
  world.steady += 59min;
  CHECK(told(world.good({{"b", 2}}).rows) == "a=null b=2");
  world.steady += 1min;
  CHECK(told(world.good({{"b", 2}}).rows) == "b=2");
  CHECK(world.route.series() == 1);
  CHECK(world.cap.used() == 1);
  const auto back = world.good({{"a", 1}, {"b", 2}});
  CHECK(told(back.rows) == "b=2 a=1");
  CHECK(back.rows->series == std::vector<SeriesId>{2, 3});
}

TEST_CASE("nothing is forgotten while the source fails") {
  World world(queue());
  world.good({{"a", 1}});
  world.steady += 2h;
  CHECK(told(world.failed().rows) == "a=null");
  CHECK(told(world.good({{"b", 1}}).rows) == "b=1");
}

TEST_CASE("series over the cap of the probe are left out and counted") {
  World world(queue());
  Route other(world.measurement, world.cap);
  other.accept(world.gather({{"x", 1}, {"y", 1}, {"z", 1}}), world.steady);
  CHECK(told(world.good({{"a", 1}, {"b", 2}, {"c", 3}}).rows) == "a=1 b=2");
  CHECK(world.route.counters().series_cap == 1);
  CHECK(told(world.good({{"c", 3}, {"b", 2}, {"a", 1}}).rows) == "a=1 b=2");
  CHECK(world.route.counters().series_cap == 2);
}

TEST_CASE("a new series takes the place of one forgotten in the same gather") {
  World world(queue());
  world.good({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}});
  world.steady += 1h;
  CHECK(told(world.good({{"f", 1}, {"a", 1}}).rows) == "a=1 f=1");
  CHECK(world.route.counters().series_cap == 0);
}

TEST_CASE("a route that goes gives its places in the cap back") {
  const auto measurement = queue();
  SeriesCap cap(3);
  World world(measurement);
  {
    Route route(measurement, cap);
    route.accept(world.gather({{"a", 1}, {"b", 2}}), world.steady);
    CHECK(cap.used() == 2);
  }
  CHECK(cap.used() == 0);
}

TEST_CASE(
    "times rise through a step back of up to a minute, and the wall clock is as it was read") {
  World world(queue());
  const auto before = world.good({{"a", 1}});
  world.wall -= 30s;
  const auto after = world.good({{"a", 1}});
  CHECK(after.time == before.time + 1ms);
  CHECK(after.wall == before.wall - 30s + 1s);
  world.wall += 2h;
  CHECK(world.good({{"a", 1}}).time == before.time + 2h - 30s + 2s);
}

TEST_CASE("after a clock was wrong by a day for one gather, times are those of the clock again") {
  World world(queue());
  const auto before = world.good({{"a", 1}}).time;
  int seconds = 0;
  for (const auto wrong : {24h, -24h}) {
    world.wall += wrong;
    CHECK(world.good({{"a", 1}}).time == before + ++seconds * 1s + wrong);
    world.wall -= wrong;
    CHECK(world.good({{"a", 1}}).time == before + ++seconds * 1s);
  }
}

TEST_CASE("names that are no UTF-8 are repaired once and stay the same series") {
  World world(queue());
  CHECK(told(world.good({{"a\xFF", 1}}).rows) == "a\uFFFD=1");
  const auto again = world.good({{"a\xFF", 2}});
  CHECK(told(again.rows) == "a\uFFFD=2");
  CHECK(again.rows->series == std::vector<SeriesId>{1});
  CHECK(world.route.counters().repaired == 2);
}

TEST_CASE("names that hold separators and zero bytes stay apart") {
  auto measurement = queue();
  measurement.tags = {"vhost", "queue"};
  SeriesCap cap;
  Route route(measurement, cap);
  Gather gather;
  gather.rows = RowBlock(2, 2);
  const std::vector<std::pair<std::string, std::string>> names{
      {"a", "b,c"}, {"a,b", "c"}, {"", "abc"}, {"abc", ""}, {std::string("a\0", 2), "b"}};
  for (const auto& [vhost, name] : names) {
    gather.rows.begin_row();
    gather.rows.add_tag(vhost);
    gather.rows.add_tag(name);
    gather.rows.add(1.0);
    gather.rows.add(std::monostate{});
  }
  const auto snapshot = route.accept(gather, SteadyTime{});
  REQUIRE(snapshot.rows->rows.size() == names.size());
  for (std::size_t row = 0; row < names.size(); ++row) {
    CHECK(snapshot.rows->rows.tag(row, 0) == names[row].first);
    CHECK(snapshot.rows->rows.tag(row, 1) == names[row].second);
  }
}

TEST_CASE("a table keeps the order of its rows, takes the first 450 and survives a failure") {
  auto measurement = queue();
  measurement.tags.clear();
  measurement.table = true;
  World world(measurement);
  CHECK(world.failed().rows->rows.empty());
  Depths depths;
  for (int i = 0; i < 500; ++i) {
    depths.emplace_back("", 500 - i);
  }
  const auto table = world.good(depths);
  REQUIRE(table.rows->rows.size() == 450);
  CHECK(table.rows->series.empty());
  CHECK(table.rows->rows.field(0, 0) == Value(500.0));
  CHECK(table.rows->rows.field(449, 0) == Value(51.0));
  CHECK(world.route.counters().table_rows == 50);
  const auto failed = world.failed();
  CHECK(failed.rows->rows.empty());
  CHECK(failed.good == table.rows);
  CHECK(world.cap.used() == 0);
}

TEST_CASE("rows of another shape than the schema's make the gather a failure") {
  World world(queue());
  world.good({{"a", 1}});
  Gather odd;
  odd.time = world.wall;
  odd.rows = RowBlock(1, 1);
  odd.rows.begin_row();
  odd.rows.add_tag("a");
  odd.rows.add(1.0);
  const auto snapshot = world.accept(odd);
  REQUIRE(snapshot.error.has_value());
  CHECK(snapshot.error->kind == ErrorKind::internal);
  CHECK(told(snapshot.rows) == "a=null");
  CHECK(world.route.counters().bad_shape == 1);
}

TEST_CASE("every row of a gather is passed or counted under one reason") {
  World world(queue());
  std::uint32_t random = 1;
  for (int round = 0; round < 500; ++round) {
    Depths depths;
    for (int i = 0; i < 12; ++i) {
      random = random * 1664525U + 1013904223U;
      depths.emplace_back(std::string(1, static_cast<char>('a' + (random >> 28U))), i);
    }
    auto gather = world.gather(depths);
    if (round % 7 == 0) {
      gather.error = Error{};
    }
    world.accept(gather);
  }
  const auto& counters = world.route.counters();
  CHECK(counters.rows == 6000);
  CHECK(counters.rows == counters.passed + counters.duplicate + counters.series_cap +
                             counters.table_rows + counters.bad_shape + counters.failed_rows);
  CHECK(counters.series_cap > 0);
}
