#include "plugins/postgres/events/minute_count.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;
using namespace std::chrono_literals;

namespace {

const Moment noon = *read_moment("2026-11-25 12:00:00.5");

}  // namespace

TEST_CASE("events of the last minute are counted by their own time") {
  MinuteCount count;
  CHECK(count.count(noon) == 0);
  count.add(noon, noon);
  count.add(noon - 30s, noon);
  count.add(noon - 1h, noon);
  CHECK(count.count(noon) == 2);
  CHECK(count.count(noon + 29s) == 2);
  CHECK(count.count(noon + 31s) == 1);
  CHECK(count.count(noon + 61s) == 0);
}

TEST_CASE("what runs a little ahead of the clock counts, what comes from another zone does not") {
  MinuteCount count;
  count.add(noon + 2s, noon);
  count.add(noon + 9h, noon);
  CHECK(count.count(noon) == 1);
}

TEST_CASE("it goes on after a restart") {
  MinuteCount count;
  for (int i = 0; i < 120; ++i) count.add(noon + i * 500ms, noon + i * 500ms);
  StateWriter out;
  count.save(out);
  CHECK(out.size() <= MinuteCount::most_bytes);
  MinuteCount back;
  StateReader in(out.bytes());
  back.load(in);
  CHECK(in.at_end());
  CHECK(back.count(noon + 59s) == count.count(noon + 59s));
  CHECK(back.count(noon + 90s) == count.count(noon + 90s));
  CHECK(back.count(noon + 90s) > 0);
}
