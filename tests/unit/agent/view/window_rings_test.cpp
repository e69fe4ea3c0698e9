#include "agent/view/window_rings.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t last = WindowRings::points - 1;
constexpr WallTime start{1700000000000ms};

struct OneNumber {
  OneNumber() { rings.add(1); }
  void put(WallTime at, double value, bool hold = false) {
    rings.advance(at, hold);
    rings.put_mean(0, 0, value);
  }
  std::optional<double> at(std::size_t point) { return rings.number(0, 0, point); }

  WindowRings rings{1, 0, 2s};
};

}  // namespace

TEST_CASE("steps lie on multiples of the step, whenever the agent started") {
  OneNumber one;
  one.put(start + 1999ms, 1);
  CHECK(one.rings.time(last) == start);
  CHECK(one.rings.time(0) == start - 298s);
  one.put(start + 2001ms, 2);
  CHECK(one.rings.time(last) == start + 2s);
}

TEST_CASE("a young window is null but for its newest steps") {
  OneNumber one;
  one.put(start, 1);
  one.put(start + 2s, 2);
  CHECK(one.at(last) == 2.0);
  CHECK(one.at(last - 1) == 1.0);
  for (std::size_t point = 0; point < last - 1; ++point) {
    CHECK_FALSE(one.at(point).has_value());
  }
}

TEST_CASE("a step is the mean of a gauge and the last of the others") {
  WindowRings rings(2, 1, 2s);
  rings.add(7);
  rings.advance(start, false);
  for (const double value : {1.0, 2.0, 6.0}) {
    rings.put_mean(0, 0, value);
    rings.put_last(0, 1, value);
    rings.put_text(0, 0, value > 5 ? "high" : "low");
  }
  CHECK(rings.number(0, 0, last) == 3.0);
  CHECK(rings.number(0, 1, last) == 6.0);
  CHECK(rings.text(0, 0, last) == "high");
  rings.advance(start + 2s, false);
  CHECK_FALSE(rings.number(0, 0, last).has_value());
  rings.put_mean(0, 0, 10);
  CHECK(rings.number(0, 0, last) == 10.0);
  CHECK(rings.number(0, 0, last - 1) == 3.0);
}

TEST_CASE("a mean keeps nine digits, a single value all") {
  OneNumber one;
  one.put(start, 0.1234567890123);
  CHECK(one.at(last) == 0.1234567890123);
  one.put(start, 0.1234567890123);
  CHECK(one.at(last) == 0.123456789);
}

TEST_CASE("left out steps are null, or held when asked for") {
  OneNumber gap;
  gap.put(start, 5);
  gap.put(start + 6s, 6);
  CHECK(gap.at(last - 3) == 5.0);
  CHECK_FALSE(gap.at(last - 2).has_value());
  CHECK_FALSE(gap.at(last - 1).has_value());

  OneNumber held;
  held.put(start, 5);
  held.put(start + 6s, 6, true);
  CHECK(held.at(last - 2) == 5.0);
  CHECK(held.at(last - 1) == 5.0);
  CHECK(held.at(last) == 6.0);
}

TEST_CASE("the oldest step goes when a new one comes") {
  OneNumber one;
  for (int i = 0; i < 400; ++i) {
    one.put(start + i * 2s, i);
  }
  for (std::size_t point = 0; point <= last; ++point) {
    CHECK(one.at(point) == 250.0 + static_cast<double>(point));
  }
}

TEST_CASE("a clock that jumps ahead leaves an empty window") {
  OneNumber one;
  one.put(start, 5);
  one.put(start + 1h, 6);
  CHECK(one.at(last) == 6.0);
  for (std::size_t point = 0; point < last; ++point) {
    CHECK_FALSE(one.at(point).has_value());
  }
}

TEST_CASE("a clock that goes back takes the window with it") {
  OneNumber one;
  one.put(start, 4);
  one.put(start + 2s, 5);
  one.put(start - 1h, 7);
  CHECK(one.rings.time(last) == start - 1h);
  CHECK(one.at(last) == 6.0);  // the running step goes on
  CHECK(one.at(last - 1) == 4.0);
}

TEST_CASE("a clock that goes back by a little changes nothing") {
  OneNumber one;
  one.put(start, 4);
  one.put(start - 5ms, 6);
  CHECK(one.rings.time(last) == start);
  CHECK(one.at(last) == 5.0);
}

TEST_CASE("texts are let go with their steps and their series") {
  WindowRings rings(0, 1, 2s);
  rings.add(3);
  rings.add(1);
  CHECK(rings.series(0) == 1);
  rings.advance(start, false);
  rings.put_text(0, 0, std::string(1000, 'x'));
  CHECK(rings.text(0, 0, last)->size() == 256);
  rings.put_text(1, 0, "stays");
  rings.remove(1);
  CHECK(rings.size() == 1);
  CHECK(rings.text(0, 0, last) == "stays");
  rings.advance(start + 10min, false);
  CHECK_FALSE(rings.text(0, 0, last).has_value());
}
