#include "plugins/postgres/rhythm.hpp"

#include <doctest/doctest.h>

using livetap::postgres::Rhythm;
using namespace std::chrono_literals;
using Order = std::vector<std::size_t>;
using Bound = Rhythm::Bound;

namespace {

const Rhythm::Time start{1000s};

/// Three gathers of short work, so that intervals are learnt.
Rhythm::Time settle(Rhythm& rhythm, const Order& due, std::chrono::milliseconds interval) {
  Rhythm::Time now = start;
  for (int i = 0; i < 3; ++i, now += interval) {
    rhythm.begin(now, due);
    for (std::size_t query : due) rhythm.ran(query, 1ms, false);
    rhythm.end(now + 5ms);
  }
  return now;
}

}  // namespace

TEST_CASE("queries run as listed at first, then the shortest first") {
  Rhythm rhythm({{}, {}, {}});
  CHECK(rhythm.begin(start, {0, 1, 2}) == Order{0, 1, 2});
  rhythm.ran(0, 30ms, false);
  rhythm.ran(1, 10ms, false);
  rhythm.ran(2, 20ms, false);
  CHECK(rhythm.begin(start + 1s, {0, 1, 2}) == Order{1, 2, 0});
  CHECK(rhythm.begin(start + 2s, {0, 2}) == Order{2, 0});
}

TEST_CASE("those that ran out of time go last and take turns at the end") {
  Rhythm rhythm({{}, {}, {}});
  rhythm.begin(start, {0, 1, 2});
  rhythm.ran(0, 1ms, true);
  rhythm.ran(1, 900ms, true);
  rhythm.ran(2, 300ms, false);
  const Order second = rhythm.begin(start + 1s, {0, 1, 2});
  const Order third = rhythm.begin(start + 2s, {0, 1, 2});
  CHECK(second[0] == 2);
  CHECK(third[0] == 2);
  CHECK(second[2] != third[2]);
}

TEST_CASE("in the first gather only the deadline bounds a query") {
  Rhythm rhythm({{}, {}});
  rhythm.begin(start, {0, 1});
  const auto turn = rhythm.turn(0, {}, start, start + 2s);
  CHECK(turn.answer == 1950ms);
  CHECK(turn.patience == 50ms);
  CHECK(turn.bound == Bound::deadline);
  CHECK(turn.lock == 250ms);
}

TEST_CASE("those that wait for their turn keep their share") {
  Rhythm rhythm({{}, {}, {}});
  rhythm.begin(start, {0, 1, 2});
  CHECK(rhythm.turn(0, {1, 2}, start, start + 2s).answer == 1850ms);
  rhythm.ran(1, 5s, true);
  CHECK(rhythm.turn(0, {1, 2}, start, start + 2s).answer == 950ms);
}

TEST_CASE("a query ends before the next gather of any other") {
  Rhythm rhythm({{}, {}});
  const auto now = settle(rhythm, {0, 1}, 500ms);
  rhythm.begin(now, {0, 1});
  const auto turn = rhythm.turn(0, {}, now + 20ms, now + 2s);
  CHECK(turn.answer + turn.patience == 480ms);
  CHECK(turn.bound == Bound::others);
  CHECK(turn.lock == 125ms);
}

TEST_CASE("one that ran out of time has no rhythm for others to keep") {
  Rhythm rhythm({{}, {}});
  const auto now = settle(rhythm, {0, 1}, 500ms);
  rhythm.ran(1, 400ms, true);
  rhythm.begin(now, {0, 1});
  CHECK(rhythm.turn(0, {}, now, now + 2s).bound == Bound::deadline);
}

TEST_CASE("stated intervals and timeouts hold from the start") {
  Rhythm rhythm({{1s, {}}, {100ms, 30ms}});
  rhythm.begin(start, {0, 1});
  const auto first = rhythm.turn(0, {}, start, start + 2s);
  CHECK(first.answer + first.patience == 100ms);
  const auto second = rhythm.turn(1, {}, start, start + 2s);
  CHECK(second.answer == 30ms);
  CHECK(second.bound == Bound::timeout);
  CHECK(second.lock == 25ms);
}

TEST_CASE("without time left a query is not run") {
  Rhythm rhythm(std::vector<Rhythm::Plan>(1));
  rhythm.begin(start, {0});
  CHECK(rhythm.turn(0, {}, start + 1999ms, start + 2s).answer == 0ms);
  CHECK(rhythm.turn(0, {}, start + 3s, start + 2s).answer == 0ms);
}

TEST_CASE("gathers delayed by the probe itself teach it no longer interval") {
  // Due each 500 ms, but query 0 takes whatever it is given and ticks are missed.
  Rhythm rhythm({{}, {}});
  Rhythm::Time now = start;
  for (int i = 0; i < 8; ++i) {
    rhythm.begin(now, {0, 1});
    rhythm.ran(1, 1ms, false);
    const auto turn = rhythm.turn(0, {}, now + 1ms, now + 1800ms);
    rhythm.ran(0, turn.answer, true);
    const auto ended = now + 1ms + turn.answer;
    rhythm.end(ended);
    while (now <= ended) now += 500ms;
  }
  rhythm.begin(now, {0, 1});
  const auto turn = rhythm.turn(0, {}, now, now + 1800ms);
  CHECK(turn.answer + turn.patience <= 500ms);
  CHECK(turn.answer + turn.patience >= 250ms);
}
