#include "agent/history/sample_grid.hpp"

#include <doctest/doctest.h>

#include "agent/journal/sample_blob.hpp"
#include "agent/route/route.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

/// On a multiple of 10 s.
constexpr WallTime start{1'700'000'000'000ms};

/// A measurement with one tag and one number, gathered and routed as in the agent.
struct Counted {
  Measurement measurement;
  SeriesCap cap;
  Route route;

  explicit Counted(std::string name = "counts", bool table = false)
      : measurement(shape(std::move(name), table)), route(measurement, cap) {}

  static Measurement shape(std::string name, bool table) {
    Measurement shape;
    shape.name = std::move(name);
    shape.table = table;
    if (!table) {
      shape.tags = {"counter"};
    }
    shape.fields.resize(1);
    shape.fields[0].name = "number";
    shape.fields[0].type = FieldType::i64;
    return shape;
  }

  Snapshot gather(WallTime time, std::int64_t number, int rows = 1) {
    Gather gather;
    gather.time = time;
    gather.rows = RowBlock(measurement.tags.size(), 1);
    for (int row = 0; row < rows; ++row) {
      gather.rows.begin_row();
      if (!measurement.table) {
        gather.rows.add_tag(std::to_string(row));
      }
      gather.rows.add(number);
    }
    return route.accept(gather, SteadyTime{} + time.time_since_epoch());
  }

  Snapshot fail(WallTime time) {
    Gather gather;
    gather.time = time;
    gather.error = Error{ErrorKind::unavailable, "nobody answers", "", ""};
    return route.accept(gather, SteadyTime{} + time.time_since_epoch());
  }
};

std::optional<std::int64_t> number_of(const Counted& counted,
                                      const std::optional<journal::Sample>& sample) {
  if (!sample) {
    return std::nullopt;
  }
  const auto rows =
      journal::rows_of_blob(sample->rows, counted.measurement, sample->shape->check, sample->time);
  REQUIRE(rows.has_value());
  return std::get<std::int64_t>(rows->field(0, 0));
}

}  // namespace

TEST_CASE("the first gather in each slot is kept, with the time of its own") {
  SampleGrid grid(10s);
  Counted counted;
  std::vector<std::int64_t> kept;
  for (int i = 0; i < 60; ++i) {
    const auto time = start + 3s + i * 1s;
    if (const auto sample = grid.take(counted.gather(time, i))) {
      kept.push_back(*number_of(counted, sample));
      CHECK(sample->time == time);
      CHECK(sample->row_count == 1);
      CHECK(sample->shape->measurement == "counts");
    }
  }
  CHECK(kept == std::vector<std::int64_t>{0, 7, 17, 27, 37, 47, 57});
}

TEST_CASE("each measurement has slots of its own, and its rows share one shape") {
  SampleGrid grid(10s);
  Counted one("one");
  Counted two("two");
  const auto first = grid.take(one.gather(start, 1));
  CHECK(grid.take(two.gather(start + 1s, 2)).has_value());
  CHECK_FALSE(grid.take(one.gather(start + 2s, 3)).has_value());
  const auto second = grid.take(one.gather(start + 10s, 4));
  REQUIRE(second.has_value());
  CHECK(second->shape == first->shape);
}

TEST_CASE("a gather slower than the grid is kept each time") {
  SampleGrid grid(10s);
  Counted counted;
  for (int i = 0; i < 5; ++i) {
    CHECK(grid.take(counted.gather(start + i * 1min, i)).has_value());
  }
}

TEST_CASE("a failed gather takes no slot: the first good one does") {
  SampleGrid grid(10s);
  Counted counted;
  grid.take(counted.gather(start, 1));
  CHECK_FALSE(grid.take(counted.fail(start + 10s)).has_value());
  CHECK(number_of(counted, grid.take(counted.gather(start + 12s, 2))) == 2);
  CHECK_FALSE(grid.take(counted.gather(start + 13s, 3)).has_value());
}

TEST_CASE("tables are not kept, and neither is nothing") {
  SampleGrid grid(10s);
  Counted table("lines", true);
  Counted empty;
  CHECK_FALSE(grid.take(table.gather(start, 1)).has_value());
  CHECK_FALSE(grid.take(empty.gather(start, 1, 0)).has_value());
  CHECK(grid.take(empty.gather(start + 1s, 1)).has_value());
}

TEST_CASE("a series that is absent is kept as it is shown: null") {
  SampleGrid grid(10s);
  Counted counted;
  grid.take(counted.gather(start, 1, 2));
  const auto sample = grid.take(counted.gather(start + 10s, 2, 1));
  REQUIRE(sample.has_value());
  const auto rows =
      journal::rows_of_blob(sample->rows, counted.measurement, sample->shape->check, sample->time);
  REQUIRE(rows->size() == 2);
  CHECK(is_null(rows->field(1, 0)));
}

TEST_CASE("a wall clock that goes back an hour stops nothing") {
  SampleGrid grid(10s);
  Counted counted;
  int kept = 0;
  for (int i = 0; i < 60; ++i) {
    const auto time = start + i * 1s - (i >= 30 ? 1h : 0h);
    if (const auto sample = grid.take(counted.gather(time, i))) {
      ++kept;
      CHECK(sample->time == time);
    }
  }
  CHECK(kept == 6);
}

TEST_CASE("another length after a reload begins another grid at once") {
  SampleGrid grid(1min);
  Counted counted;
  grid.take(counted.gather(start, 1));
  grid.set_every(1min);
  CHECK_FALSE(grid.take(counted.gather(start + 1s, 2)).has_value());
  grid.set_every(2s);
  CHECK(grid.take(counted.gather(start + 2s, 3)).has_value());
  CHECK_FALSE(grid.take(counted.gather(start + 3s, 4)).has_value());
  CHECK(grid.take(counted.gather(start + 4s, 5)).has_value());
}

TEST_CASE("a measurement that comes back with another shape is kept with that") {
  SampleGrid grid(10s);
  Counted counted;
  grid.take(counted.gather(start, 1));
  counted.measurement.fields[0].doc = "another";
  const auto sample = grid.take(counted.gather(start + 10s, 2));
  REQUIRE(sample.has_value());
  CHECK(journal::measurement_of("counts", sample->shape->text)->fields[0].doc == "another");
}
