#include "agent/view/selection.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "unit/agent/view/source.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

/// Series 1..4 whose busyness is set by how far each one's depth moves.
struct Four {
  Four() : source(queue_measurement()), busyness(source.measurement) {}

  void move(std::vector<std::int64_t> by) {
    for (std::size_t i = 0; i < by.size(); ++i) {
      depths[i] += by[i];
    }
    const auto fill = [&](RowBlock& rows) {
      for (std::size_t i = 0; i < depths.size(); ++i) {
        rows.begin_row();
        rows.add_tag("q" + std::to_string(i));
        rows.add(depths[i]);
        for (int field = 0; field < 4; ++field) {
          rows.add(std::monostate{});
        }
      }
    };
    busyness.update(source.good(fill).rows, source.now.steady);
  }

  Source source;
  Busyness busyness;
  std::vector<std::int64_t> depths{0, 0, 0, 0};
  Selection selection;
};

using Ids = std::vector<SeriesId>;

}  // namespace

TEST_CASE("all are shown while there is room") {
  Four four;
  four.move({0, 0, 0, 0});
  CHECK(four.selection.update({1, 2, 3, 4}, 4, four.busyness, four.source.now.steady));
  CHECK(four.selection.chosen() == Ids{1, 2, 3, 4});
  CHECK(four.selection.others().empty());
  CHECK_FALSE(four.selection.update({1, 2, 3, 4}, 4, four.busyness, four.source.now.steady));
}

TEST_CASE("a busier series waits for the review, once a minute") {
  Four four;
  four.move({0, 0, 0, 0});
  four.selection.update({1, 2, 3, 4}, 2, four.busyness, four.source.now.steady);
  CHECK(four.selection.chosen() == Ids{1, 2});
  four.move({2, 1, 0, 8});
  four.source.pass(59s);
  CHECK_FALSE(four.selection.update({1, 2, 3, 4}, 2, four.busyness, four.source.now.steady));
  four.source.pass(1s);
  CHECK(four.selection.update({1, 2, 3, 4}, 2, four.busyness, four.source.now.steady));
  CHECK(four.selection.chosen() == Ids{1, 4});
  CHECK(four.selection.others() == Ids{2, 3});
}

TEST_CASE("a series that is less than twice as busy takes no place") {
  Four four;
  four.move({0, 0, 0, 0});
  four.selection.update({1, 2, 3, 4}, 2, four.busyness, four.source.now.steady);
  four.move({10, 10, 19, 20});
  four.source.pass(2min);
  CHECK_FALSE(four.selection.update({1, 2, 3, 4}, 2, four.busyness, four.source.now.steady));
}

TEST_CASE("the place of one that goes is taken at once, by the busiest") {
  Four four;
  four.move({0, 0, 0, 0});
  four.selection.update({1, 2, 3, 4}, 2, four.busyness, four.source.now.steady);
  four.move({0, 0, 1, 2});
  CHECK(four.selection.update({2, 3, 4}, 2, four.busyness, four.source.now.steady));
  CHECK(four.selection.chosen() == Ids{2, 4});
}

TEST_CASE("when room is taken away the least busy leave") {
  Four four;
  four.move({0, 0, 0, 0});
  four.selection.update({1, 2, 3, 4}, 3, four.busyness, four.source.now.steady);
  four.move({1, 3, 2, 9});
  CHECK(four.selection.update({1, 2, 3, 4}, 1, four.busyness, four.source.now.steady));
  CHECK(four.selection.chosen() == Ids{2});
  CHECK(four.selection.others() == Ids{4, 3, 1});
}
