#include "plugins/postgres/events/seen_rows.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace livetap::postgres;
using namespace std::chrono_literals;
using Look = SeenRows::Look;

namespace {

const Moment noon = *read_moment("2026-11-25 12:00:00");

/// What is left after a restart with so much room.
SeenRows restarted(const SeenRows& rows, std::size_t limit) {
  StateWriter out;
  rows.save(out, limit);
  CHECK(out.size() <= limit);
  SeenRows back;
  StateReader in(out.bytes());
  back.load(in);
  CHECK(in.ok());
  CHECK(in.at_end());
  return back;
}

}  // namespace

TEST_CASE("a row is known by its time and its key") {
  SeenRows rows;
  rows.add(noon, "a");
  rows.next_statement();
  CHECK(rows.look(noon, "a") == Look::seen);
  CHECK(rows.look(noon, "b") == Look::fresh);
  CHECK(rows.look(noon + 1us, "a") == Look::fresh);
}

TEST_CASE("the same row twice in one statement is a twin") {
  SeenRows rows;
  rows.add(noon, "a");
  CHECK(rows.look(noon, "a") == Look::twin);
  rows.next_statement();
  CHECK(rows.look(noon, "a") == Look::seen);
}

TEST_CASE("what lies at or below the floor is forgotten and never fresh again") {
  SeenRows rows;
  rows.add(noon, "a");
  rows.add(noon + 1s, "b");
  rows.raise_floor(noon);
  rows.raise_floor(noon - 1h);
  CHECK(rows.floor() == noon);
  CHECK(rows.size() == 1);
  CHECK(rows.look(noon, "late") == Look::seen);
  CHECK(rows.look(noon + 1us, "late") == Look::fresh);
}

TEST_CASE("beyond the bound the oldest go and the floor rises above them") {
  SeenRows rows(3);
  for (int i = 0; i < 5; ++i) rows.add(noon + i * 1s, std::to_string(i));
  rows.next_statement();
  CHECK(rows.size() == 3);
  CHECK(rows.floor() == noon + 1s);
  CHECK(rows.look(noon, "0") == Look::seen);
  CHECK(rows.look(noon + 2s, "2") == Look::seen);
  CHECK(rows.look(noon + 2s, "late") == Look::fresh);
}

TEST_CASE("more rows than the bound may share the newest time") {
  SeenRows rows(3);
  for (int i = 0; i < 10; ++i) {
    CHECK(rows.look(noon, std::to_string(i)) == Look::fresh);
    rows.add(noon, std::to_string(i));
  }
  CHECK(rows.size() <= 3);
  rows.add(noon + 1s, "next");
  CHECK(rows.look(noon, "0") == Look::seen);
}

TEST_CASE("all of it survives a restart when there is room") {
  SeenRows rows;
  for (int i = 0; i < 5'000; ++i) rows.add(noon + i * 1ms, std::to_string(i));
  rows.raise_floor(noon + 99ms);
  SeenRows back = restarted(rows, 60 * 1024);
  CHECK(back.size() == 4'900);
  CHECK(back.floor() == rows.floor());
  CHECK(back.newest() == rows.newest());
  CHECK(back.look(noon + 4'999ms, "4999") == Look::seen);
  CHECK(back.look(noon + 100ms, "100") == Look::seen);
  CHECK(back.look(noon + 100ms, "late") == Look::fresh);
}

TEST_CASE("a thousand rows a second and five seconds of margin fit into 40 KiB") {
  SeenRows rows;
  for (int i = 0; i < 5'000; ++i) rows.add(noon + i * 1ms, std::to_string(i));
  StateWriter out;
  rows.save(out, 64 * 1024);
  CHECK(out.size() < 40 * 1024);
  CHECK(out.size() <= rows.bytes_wanted());
}

TEST_CASE("without room for all, the newest survive and the floor covers the others") {
  SeenRows rows;
  for (int i = 0; i < 1'000; ++i) rows.add(noon + i * 1ms, std::to_string(i));
  SeenRows back = restarted(rows, 1'000);
  CHECK(back.size() > 100);
  CHECK(back.size() < 200);
  CHECK(back.look(noon + 999ms, "999") == Look::seen);
  for (int i = 0; i < 1'000; ++i) {
    CHECK_MESSAGE(back.look(noon + i * 1ms, std::to_string(i)) == Look::seen, i);
  }
  CHECK(restarted(rows, 0 + 30).size() == 0);
}

TEST_CASE("rows of one time are cut together") {
  SeenRows rows;
  for (int i = 0; i < 1'000; ++i) rows.add(noon, std::to_string(i));
  rows.add(noon + 1s, "next");
  SeenRows back = restarted(rows, 500);
  for (int i = 0; i < 1'000; ++i) CHECK(back.look(noon, std::to_string(i)) == Look::seen);
  CHECK(back.look(noon + 1s, "next") == Look::seen);
}
