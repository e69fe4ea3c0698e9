#include "agent/view/busyness.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "unit/agent/view/source.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

/// One row for each depth; the other fields do not change.
Source::Fill depths(std::vector<std::int64_t> values) {
  return [values](RowBlock& rows) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      rows.begin_row();
      rows.add_tag("q" + std::to_string(i));
      rows.add(values[i]);
      rows.add(std::int64_t{0});
      rows.add(true);
      rows.add(1.0);
      rows.add(std::string_view(i % 2 == 0 ? "one" : "two"));
    }
  };
}

}  // namespace

TEST_CASE("a series is as busy as its change relative to the largest of all series") {
  Source source(queue_measurement());
  Busyness busyness(source.measurement);
  busyness.update(source.good(depths({0, 0, 5})).rows, source.now.steady);
  busyness.update(source.good(depths({10, -5, 5})).rows, source.now.steady);
  CHECK(busyness.of(1) == doctest::Approx(1));
  CHECK(busyness.of(2) == doctest::Approx(0.5));
  CHECK(busyness.of(3) == 0);
  CHECK(busyness.of(99) == 0);
}

TEST_CASE("what was busy fades by half in a minute") {
  Source source(queue_measurement());
  Busyness busyness(source.measurement);
  busyness.update(source.good(depths({0})).rows, source.now.steady);
  busyness.update(source.good(depths({10})).rows, source.now.steady);
  source.pass(60s);
  busyness.update(source.good(depths({10})).rows, source.now.steady);
  CHECK(busyness.of(1) == doctest::Approx(0.5));
}

TEST_CASE("of equally busy series the older comes first") {
  Source source(queue_measurement());
  Busyness busyness(source.measurement);
  busyness.update(source.good(depths({0, 0, 0})).rows, source.now.steady);
  CHECK(busyness.before(1, 2));
  CHECK_FALSE(busyness.before(2, 1));
  busyness.update(source.good(depths({0, 0, 1})).rows, source.now.steady);
  CHECK(busyness.before(3, 1));
}

TEST_CASE("null is no change, and a field without trend counts for nothing") {
  Source source(queue_measurement());
  Busyness busyness(source.measurement);
  const auto nulls = [](RowBlock& rows) {
    rows.begin_row();
    rows.add_tag("q0");
    for (int i = 0; i < 4; ++i) {
      rows.add(std::monostate{});
    }
    rows.add(std::string_view("changed"));
  };
  busyness.update(source.good(depths({5})).rows, source.now.steady);
  busyness.update(source.good(nulls).rows, source.now.steady);
  busyness.update(source.good(depths({500})).rows, source.now.steady);
  CHECK(busyness.of(1) == 0);
}
