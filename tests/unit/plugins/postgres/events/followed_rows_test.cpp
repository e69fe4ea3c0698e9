#include "plugins/postgres/events/followed_rows.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace livetap::postgres;

namespace {

FollowedRows orders(FollowedRows::Bounds bounds = {}) {
  return FollowedRows({"pending", "partially_filled"}, bounds);
}

FollowedRows restarted(const FollowedRows& rows) {
  StateWriter out;
  rows.save(out);
  CHECK(out.size() <= rows.bytes());
  FollowedRows back = orders();
  StateReader in(out.bytes());
  back.load(in);
  CHECK(in.ok());
  CHECK(in.at_end());
  return back;
}

}  // namespace

TEST_CASE("a row is followed while its state is open") {
  FollowedRows rows = orders();
  rows.note("o1", "pending");
  rows.note("o2", "filled");
  CHECK(rows.size() == 1);
  CHECK_FALSE(rows.is_changed("o1", "pending"));
  CHECK(rows.is_changed("o1", "partially_filled"));
  CHECK(rows.is_changed("o1", ""));
  CHECK_FALSE(rows.is_changed("o2", "cancelled"));

  rows.note("o1", "partially_filled");
  CHECK_FALSE(rows.is_changed("o1", "partially_filled"));
  CHECK(rows.is_changed("o1", "filled"));
  rows.note("o1", "filled");
  CHECK(rows.size() == 0);
  CHECK_FALSE(rows.is_changed("o1", "pending"));
}

TEST_CASE("keys are asked for in turns") {
  FollowedRows rows = orders();
  for (const char* key : {"a", "b", "c", "d", "e"}) rows.note(key, "pending");
  CHECK(rows.next_keys(10) == std::vector<std::string>{"a", "b", "c", "d", "e"});
  std::multiset<std::string> asked;
  for (int i = 0; i < 5; ++i) {
    for (const std::string& key : rows.next_keys(2)) asked.insert(key);
  }
  for (const char* key : {"a", "b", "c", "d", "e"}) CHECK(asked.count(key) == 2);
  CHECK(orders().next_keys(3).empty());
}

TEST_CASE("a row that stays missing is given up, one that comes back is not") {
  FollowedRows rows = orders();
  rows.note("gone", "pending");
  rows.note("back", "pending");
  for (int i = 0; i < 9; ++i) {
    rows.missed("gone");
    rows.missed("back");
  }
  CHECK(rows.size() == 2);
  rows.found("back");
  rows.missed("gone");
  rows.missed("back");
  CHECK(rows.size() == 1);
  CHECK(rows.given_up() == 0);
}

TEST_CASE("beyond the bounds the one followed longest is given up and counted") {
  FollowedRows rows = orders({3, 1'000});
  for (const char* key : {"z", "b", "c"}) rows.note(key, "pending");
  rows.note("z", "partially_filled");  // a change makes it no younger
  rows.note("d", "pending");
  CHECK(rows.size() == 3);
  CHECK(rows.given_up() == 1);
  CHECK_FALSE(rows.is_changed("z", "filled"));

  FollowedRows few_bytes = orders({1'000, 100});
  for (char c = 'a'; c < 'k'; ++c) few_bytes.note(std::string(30, c), "pending");
  CHECK(few_bytes.size() == 2);
  CHECK(few_bytes.is_changed(std::string(30, 'j'), "filled"));
}

TEST_CASE("it survives a restart, and so does who was followed longest") {
  FollowedRows rows = orders();
  rows.note("z", "pending");
  rows.note("a", "partially_filled");
  FollowedRows back = restarted(rows);
  CHECK(back.size() == 2);
  CHECK_FALSE(back.is_changed("z", "pending"));
  CHECK(back.is_changed("a", "pending"));

  FollowedRows tight = orders({2, 1'000});
  StateWriter out;
  rows.save(out);
  StateReader in(out.bytes());
  tight.load(in);
  tight.note("new", "pending");
  CHECK_FALSE(tight.is_changed("z", "filled"));
  CHECK(tight.is_changed("a", "filled"));
}

TEST_CASE("five hundred orders take less than 24 KiB") {
  FollowedRows rows = orders();
  for (int i = 0; i < 500; ++i) {
    rows.note("ord-0123456789abcdef0123456789abcdef" + std::to_string(1'000 + i), "pending");
  }
  CHECK(rows.bytes() < 24 * 1024);
}
