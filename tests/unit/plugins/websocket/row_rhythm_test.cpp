#include "plugins/websocket/row_rhythm.hpp"

#include <doctest/doctest.h>

using namespace livetap::websocket;
using namespace std::chrono_literals;

namespace {

const RowRhythm::Time start{1000s};

}  // namespace

TEST_CASE("rows are due on a grid, whatever each of them is late by") {
  RowRhythm rhythm(1s, start);
  CHECK(rhythm.next() == start + 1s);
  rhythm.sent(start + 1030ms);
  CHECK(rhythm.next() == start + 2s);
  rhythm.sent(start + 5500ms);
  CHECK(rhythm.next() == start + 6s);
}

TEST_CASE("a change brings the next row forward, a quarter of a second apart") {
  RowRhythm rhythm(1s, start);
  rhythm.sent(start + 1s);
  CHECK(rhythm.changed());
  CHECK_FALSE(rhythm.changed());
  CHECK(rhythm.next() == start + 1250ms);
  rhythm.sent(start + 1250ms);
  CHECK(rhythm.next() == start + 2s);
  rhythm.sent(start + 2s);
  CHECK(rhythm.changed());
  CHECK(rhythm.next() == start + 2250ms);
}

TEST_CASE("a change just before the grid waits for it, and a probe without interval has a second") {
  RowRhythm rhythm(200ms, start);
  rhythm.changed();
  CHECK(rhythm.next() == start + 200ms);
  CHECK(RowRhythm(0s, start).next() == start + 1s);
}
