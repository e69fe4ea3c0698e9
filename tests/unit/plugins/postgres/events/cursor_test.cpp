#include "plugins/postgres/events/cursor.hpp"

#include <doctest/doctest.h>

using namespace livetap::postgres;
using namespace std::chrono_literals;
using Look = EventCursor::Look;

namespace {

const Moment noon = *read_moment("2026-11-25 12:00:00");

/// A pass that finds one row and, on its second page, none.
void pass_over(EventCursor& cursor, Moment time, const char* key, Moment now) {
  cursor.page_begins(now);
  cursor.pass(time, key);
  cursor.page_begins(now);
  cursor.end_pass();
}

EventCursor restarted(const EventCursor& cursor, std::chrono::microseconds margin) {
  StateWriter out;
  cursor.save(out, 60 * 1024);
  EventCursor back(margin);
  StateReader in(out.bytes());
  back.load(in);
  CHECK(in.ok());
  return back;
}

}  // namespace

TEST_CASE("a pass goes on page by page behind the last row") {
  EventCursor cursor(5s);
  CHECK_FALSE(cursor.started());
  cursor.start({noon, "k"});
  CHECK(cursor.next() == Position{noon, "k"});
  cursor.page_begins(noon + 1s);
  cursor.pass(noon + 1s, "a");
  CHECK(cursor.next() == Position{noon + 1s, "a"});
  CHECK(cursor.in_pass());
}

TEST_CASE("the next pass begins a margin before the newest row") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  pass_over(cursor, noon, "a", noon + 1s);
  CHECK_FALSE(cursor.in_pass());
  CHECK(cursor.next() == Position{noon - 5s - 1us, {}});
}

TEST_CASE("but never before where it was started") {
  EventCursor cursor(5s);
  cursor.start({noon - 1s, {}});
  pass_over(cursor, noon, "a", noon);
  CHECK(cursor.next() == Position{noon - 1s, {}});
}

TEST_CASE("a row from the future does not hide those of today") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  pass_over(cursor, noon + 24h * 365, "odd", noon);
  CHECK(cursor.next() == Position{noon - 5s - 1us, {}});
  cursor.page_begins(noon + 1s);
  CHECK(cursor.look(noon + 1s, "a") == Look::fresh);
  CHECK(cursor.look(noon + 24h * 365, "odd") == Look::seen);
}

TEST_CASE("a pass that takes long begins again where late rows may have come meanwhile") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  cursor.page_begins(noon);
  cursor.pass(noon - 1s, "a");
  cursor.page_begins(noon + 60s);  // still the same pass
  cursor.pass(noon + 59s, "b");
  cursor.page_begins(noon + 61s);
  cursor.end_pass();
  CHECK(cursor.next() == Position{noon - 5s - 1us, {}});
}

TEST_CASE("the window does not go back with the source's clock") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  pass_over(cursor, noon, "a", noon);
  pass_over(cursor, noon, "a", noon - 1h);
  CHECK(cursor.next() == Position{noon - 5s - 1us, {}});
}

TEST_CASE("a row without a key is left behind, with all of its time") {
  EventCursor cursor(5s);
  cursor.start({noon, {}});
  cursor.page_begins(noon);
  cursor.pass(noon + 1s, {});
  CHECK(cursor.next() == Position{noon + 1s, {}});
}

TEST_CASE("it is lost when pass after pass not even its own row is there") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  pass_over(cursor, noon, "a", noon);
  for (int i = 0; i < 9; ++i) {
    cursor.page_begins(noon);
    cursor.end_pass();
  }
  CHECK_FALSE(cursor.lost());
  cursor.page_begins(noon);
  cursor.end_pass();
  CHECK(cursor.lost());

  SUBCASE("it starts anew, and what is older than its floor is no event") {
    cursor.start({noon - 24h, "x"}, cursor.floor());
    CHECK_FALSE(cursor.lost());
    CHECK(cursor.next() == Position{noon - 24h, "x"});
    cursor.page_begins(noon);
    CHECK(cursor.look(noon - 12h, "old") == Look::seen);
    CHECK(cursor.look(noon + 1s, "new") == Look::fresh);
    cursor.pass(noon - 12h, "old");
    cursor.end_pass();
    cursor.page_begins(noon);
    CHECK(cursor.look(noon - 12h, "old") == Look::seen);
    CHECK(cursor.look(noon - 11h, "new") == Look::fresh);
  }
  SUBCASE("it stays when there is nothing at all") {
    cursor.stay();
    CHECK_FALSE(cursor.lost());
    CHECK(cursor.next().time == cursor.floor());
  }
  SUBCASE("one row found sets it right") {
    pass_over(cursor, noon, "a", noon);
    CHECK_FALSE(cursor.lost());
  }
}

TEST_CASE("a quiet source is not lost") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  for (int i = 0; i < 100; ++i) pass_over(cursor, noon, "a", noon + i * 1h);
  CHECK_FALSE(cursor.lost());
}

TEST_CASE("after a restart it goes on where it was") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  pass_over(cursor, noon, "a", noon);

  SUBCASE("between two passes") {
    EventCursor back = restarted(cursor, 5s);
    CHECK(back.started());
    CHECK(back.next() == cursor.next());
    back.page_begins(noon);
    CHECK(back.look(noon, "a") == Look::seen);
    CHECK(back.look(noon, "b") == Look::fresh);
  }
  SUBCASE("in the middle of one") {
    cursor.page_begins(noon + 1s);
    cursor.pass(noon + 1s, "it's \"b\"");
    EventCursor back = restarted(cursor, 5s);
    CHECK(back.next() == Position{noon + 1s, "it's \"b\""});
    back.page_begins(noon + 60s);
    back.pass(noon + 50s, "c");
    back.end_pass();
    CHECK(back.next() == Position{noon - 4s - 1us, {}});
  }
  SUBCASE("before its first page") {
    cursor.start({noon, "z"}, noon + 1s);
    EventCursor back = restarted(cursor, 5s);
    CHECK(back.next() == Position{noon, "z"});
    back.page_begins(noon);
    CHECK(back.look(noon + 1s, "old") == Look::seen);
  }
}

TEST_CASE("a page that was no good is read again") {
  EventCursor cursor(5s);
  cursor.start({noon - 1h, {}});
  pass_over(cursor, noon, "a", noon);
  const Position begin = cursor.next();
  cursor.page_begins(noon);
  cursor.pass(noon, "a");
  cursor.go_back(begin);
  CHECK(cursor.next() == begin);
  CHECK_FALSE(cursor.in_pass());
}
