#include "agent/history/downsampler.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "agent/history/history_columns.hpp"
#include "agent/journal/sample_blob.hpp"
#include "agent/route/route.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

/// On a multiple of 10 s.
constexpr WallTime start{1'700'000'000'000ms};

Field field(const char* name, FieldType type, FieldKind kind) {
  Field made;
  made.name = name;
  made.type = type;
  made.kind = kind;
  return made;
}

/// A row of a queue: depth (gauge), published (counter), up (fail_if_false), lagging
/// (warn_if_true), state (text).
struct Queue {
  const char* name;
  Value depth;
  Value published;
  Value up;
  Value lagging;
  Value state;
};

Measurement queues(std::string name, bool table = false) {
  Measurement shape;
  shape.name = std::move(name);
  shape.table = table;
  if (!table) {
    shape.tags = {"queue"};
  }
  shape.fields = {field("depth", FieldType::i64, FieldKind::gauge),
                  field("published", FieldType::i64, FieldKind::counter),
                  field("up", FieldType::boolean, FieldKind::state),
                  field("lagging", FieldType::boolean, FieldKind::state),
                  field("state", FieldType::text, FieldKind::text)};
  shape.fields[2].fail_if_false = true;
  shape.fields[3].warn_if_true = true;
  return shape;
}

/// A measurement whose batches are normalized as in the agent.
struct Source {
  Measurement measurement;
  SeriesCap cap;
  Route route;

  explicit Source(std::string name = "queue", bool table = false)
      : measurement(queues(std::move(name), table)), route(measurement, cap) {}

  Snapshot batch(WallTime time, const std::vector<Queue>& rows) {
    Gather batch;
    batch.time = time;
    batch.rows = RowBlock(measurement.tags.size(), 5);
    for (const auto& row : rows) {
      batch.rows.begin_row();
      if (!measurement.table) {
        batch.rows.add_tag(row.name);
      }
      for (const auto& value : {row.depth, row.published, row.up, row.lagging, row.state}) {
        batch.rows.add(value);
      }
    }
    return route.accept(batch, SteadyTime{} + time.time_since_epoch());
  }

  /// One queue that holds so many messages.
  Snapshot depth(WallTime time, Value depth) { return batch(time, {{"a", depth, {}, {}, {}, {}}}); }

  Snapshot fail(WallTime time) {
    Gather batch;
    batch.time = time;
    batch.error = Error{ErrorKind::unavailable, "connection refused", "", ""};
    return route.accept(batch, SteadyTime{} + time.time_since_epoch());
  }
};

/// A journal that takes what it is told to.
struct Kept {
  std::vector<journal::Sample> samples;
  std::vector<journal::Sample> begun;
  bool full = false;

  Downsampler::Journal journal() {
    return {[this](journal::Sample&& sample) {
              if (!full) {
                samples.push_back(std::move(sample));
              }
              return !full;
            },
            [this](journal::Sample&& sample) {
              begun.push_back(std::move(sample));
              return !full;
            }};
  }
};

/// "a depth depth_min depth_max published up lagging state batches" of each row; null is "-".
std::vector<std::string> rows_of(const journal::Sample& sample) {
  const auto columns = history_columns(queues(sample.shape->measurement));
  const auto rows = journal::rows_of_blob(sample.rows, columns, sample.shape->check, sample.time);
  REQUIRE(rows.has_value());
  std::vector<std::string> texts;
  for (std::size_t row = 0; row < rows->size(); ++row) {
    std::string text(rows->tag(row, 0));
    for (std::size_t i = 0; i < columns.fields.size(); ++i) {
      const auto value = rows->field(row, i);
      const auto* number = std::get_if<double>(&value);
      const auto* whole = std::get_if<std::int64_t>(&value);
      const auto* boolean = std::get_if<bool>(&value);
      const auto* words = std::get_if<std::string_view>(&value);
      text += number    ? " " + std::to_string(*number).substr(0, 4)
              : whole   ? " " + std::to_string(*whole)
              : boolean ? std::string(*boolean ? " yes" : " no")
              : words   ? " " + std::string(*words)
                        : " -";
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

const Value none;
constexpr std::int64_t one = 1;

}  // namespace

TEST_CASE("a spike between two calm batches is in the row of their slot") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  for (int i = 0; i < 10; ++i) {
    history.take(source.depth(start + 3s + i * 1s, i == 4 ? 10'000 * one : 10 * one));
  }
  REQUIRE(kept.samples.size() == 1);  // the slot ends at 10 s
  history.close_slots(start + 20s);
  REQUIRE(kept.samples.size() == 2);
  CHECK(kept.samples[0].time == start + 3s);
  CHECK(kept.samples[1].time == start + 10s);
  CHECK(rows_of(kept.samples[0]) == std::vector<std::string>{"a 1437 10.0 1000 - - - - 7"});
  CHECK(rows_of(kept.samples[1]) == std::vector<std::string>{"a 10.0 - - - - - - 3"});
}

TEST_CASE("a bool that was bad once is bad, and of everything else the last value counts") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  history.take(source.batch(start, {{"a", one, one, true, false, std::string_view("fine")}}));
  history.take(source.batch(start + 1s, {{"a", one, 2 * one, false, true, std::string_view("x")}}));
  history.take(source.batch(start + 2s, {{"a", one, 3 * one, true, false, none}}));
  history.close_all();
  REQUIRE(kept.samples.size() == 1);
  CHECK(rows_of(kept.samples[0]) == std::vector<std::string>{"a 1.00 - - 3 no yes x 3"});
}

TEST_CASE("null counts for nothing, and a series that was never measured has a row of nulls") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  history.take(source.depth(start, none));
  history.take(source.depth(start + 1s, 5 * one));
  history.take(source.depth(start + 2s, none));
  history.take(source.batch(start + 3s, {{"b", none, none, none, none, none}}));
  history.close_all();
  CHECK(rows_of(kept.samples.at(0)) ==
        std::vector<std::string>{"a 5.00 - - - - - - 1", "b - - - - - - - 1"});
}

TEST_CASE("series may come, go and come back within a slot") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  const auto depths = [](std::vector<std::pair<const char*, std::int64_t>> of) {
    std::vector<Queue> rows;
    for (const auto& [name, depth] : of) {
      rows.push_back({name, depth, {}, {}, {}, {}});
    }
    return rows;
  };
  history.take(source.batch(start, depths({{"a", 1}, {"b", 10}})));
  history.take(source.batch(start + 1s, depths({{"b", 20}})));
  history.take(source.batch(start + 2s, depths({{"c", 7}, {"b", 30}, {"a", 3}})));
  history.close_all();
  CHECK(rows_of(kept.samples.at(0)) == std::vector<std::string>{"a 2.00 1.00 3.00 - - - - 2",
                                                                "b 20.0 10.0 30.0 - - - - 3",
                                                                "c 7.00 - - - - - - 1"});
}

TEST_CASE("the mean of equal values is that value, to the last digit") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  source.measurement.fields[0].type = FieldType::f64;
  for (int i = 0; i < 10; ++i) {
    history.take(source.depth(start + i * 1s, 0.1));
  }
  history.close_all();
  const auto columns = history_columns(source.measurement);
  const auto rows =
      journal::rows_of_blob(kept.samples.at(0).rows, columns, kept.samples[0].shape->check, start);
  REQUIRE(rows.has_value());
  CHECK(std::get<double>(rows->field(0, 0)) == 0.1);
  CHECK(is_null(rows->field(0, 1)));
  CHECK(is_null(rows->field(0, 2)));
}

TEST_CASE("the first batch of a slot stands in for it until the slot has ended") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  history.take(source.depth(start + 2s, 4 * one));
  history.take(source.depth(start + 3s, 6 * one));
  REQUIRE(kept.begun.size() == 1);
  CHECK(kept.begun[0].time == start + 2s);
  CHECK(rows_of(kept.begun[0]) == std::vector<std::string>{"a 4.00 - - - - - - 1"});
  CHECK(kept.samples.empty());
  history.close_slots(start + 9s);
  CHECK(kept.samples.empty());
  history.close_slots(start + 10s);
  CHECK(kept.samples.size() == 1);
  history.close_slots(start + 20s);
  CHECK(kept.samples.size() == 1);
}

TEST_CASE("a sample that the journal does not take is part of the next slot's") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  history.take(source.depth(start, 1 * one));
  kept.full = true;
  history.take(source.depth(start + 10s, 2 * one));
  history.close_slots(start + 20s);
  CHECK(kept.samples.empty());
  kept.full = false;
  history.take(source.depth(start + 21s, 6 * one));
  history.take(source.depth(start + 30s, 9 * one));
  REQUIRE(kept.samples.size() == 1);
  CHECK(kept.samples[0].time == start);
  CHECK(rows_of(kept.samples[0]) == std::vector<std::string>{"a 3.00 1.00 6.00 - - - - 3"});
}

TEST_CASE("a clock that steps back or forward by a day begins another slot at once") {
  for (const auto step : {24h, -24h}) {
    Kept kept;
    Downsampler history(10s, kept.journal());
    Source source;
    history.take(source.depth(start, 1 * one));
    history.take(source.depth(start + step, 2 * one));
    history.take(source.depth(start + step + 1s, 2 * one));
    CHECK(kept.samples.size() == 1);
    history.take(source.depth(start + 3s, 3 * one));
    CHECK(kept.samples.size() == 2);
    history.close_slots(start + 10s);
    CHECK(kept.samples.size() == 3);
  }
}

TEST_CASE("each measurement has slots of its own, and its samples share one shape") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source first("first");
  Source second("second");
  history.take(first.depth(start, one));
  history.take(second.depth(start + 1s, one));
  history.take(first.depth(start + 10s, one));
  CHECK(kept.samples.size() == 1);
  history.close_all();
  REQUIRE(kept.samples.size() == 3);
  CHECK(kept.samples[0].shape == kept.samples[1].shape);
  CHECK(kept.samples[2].shape->measurement == "second");
}

TEST_CASE("failed batches and tables are not kept, and neither are batches without a row") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  Source table("lines", true);
  history.take(source.fail(start));
  history.take(source.batch(start + 1s, {}));
  history.take(table.depth(start, one));
  history.close_all();
  CHECK(kept.begun.empty());
  CHECK(kept.samples.empty());
  history.take(source.depth(start + 2s, one));
  history.take(source.fail(start + 3s));
  history.close_all();
  CHECK(rows_of(kept.samples.at(0)) == std::vector<std::string>{"a 1.00 - - - - - - 1"});
}

TEST_CASE("another length of the slots holds from the next batch on") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  history.take(source.depth(start, one));
  history.set_every(1s);
  history.take(source.depth(start + 100ms, one));
  CHECK(kept.samples.size() == 1);
  history.take(source.depth(start + 900ms, one));
  CHECK(kept.samples.size() == 1);
  history.take(source.depth(start + 1s, one));
  CHECK(kept.samples.size() == 2);
}

TEST_CASE("a measurement that changes its columns ends its slot") {
  Kept kept;
  Downsampler history(10s, kept.journal());
  Source source;
  history.take(source.depth(start, one));
  auto other = source.measurement;
  other.fields[4].type = FieldType::boolean;
  SeriesCap cap;
  Route route(other, cap);
  Gather batch;
  batch.time = start + 1s;
  batch.rows = RowBlock(1, 5);
  batch.rows.begin_row();
  batch.rows.add_tag("a");
  for (int i = 0; i < 5; ++i) {
    batch.rows.add(none);
  }
  const auto snapshot = route.accept(batch, SteadyTime{});
  kept.full = true;  // not even then are the two in one sample
  history.take(snapshot);
  kept.full = false;
  history.close_all();
  REQUIRE(kept.samples.size() == 1);
  CHECK(kept.samples[0].time == start + 1s);
}

TEST_CASE("a gauge has a mean and what it differs by; a time is no gauge") {
  auto shape = queues("queue");
  shape.fields.push_back(field("since", FieldType::time, FieldKind::gauge));
  const auto columns = history_columns(shape);
  std::vector<std::string> names;
  for (const auto& column : columns.fields) {
    names.push_back(column.name + " " + std::string(to_string(column.type)) + " " +
                    std::string(to_string(column.aggregate)));
  }
  CHECK(names == std::vector<std::string>{"depth double mean", "depth_min double min",
                                          "depth_max double max", "published int last",
                                          "up bool all", "lagging bool any", "state text last",
                                          "since time last", "_batches int none"});
}
