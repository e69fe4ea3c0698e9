#include "agent/shipper/ship_account.hpp"

#include <doctest/doctest.h>

using namespace livetap::shipper;
using livetap::journal::JournalRun;

namespace {

JournalRun run(const char* id, std::int64_t after, std::int64_t last) {
  return {id, after, last, 0, 0};
}

Batch batch(const char* id, std::int64_t from, std::int64_t to, RowCounts counts) {
  Batch made;
  made.run = id;
  made.from = {from, 0};
  made.to = {to, 0};
  made.counts = counts;
  return made;
}

bool balanced(const ShipAccount& account) {
  return account.collected() == account.queued() + account.counts().sum();
}

}  // namespace

TEST_CASE("rows are counted when they come, and again when they are shipped") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({});
  account.see({run("a", 0, 10)});
  CHECK(account.collected() == 10);
  CHECK(account.queued() == 10);
  account.committed(batch("a", 0, 4, {.delivered = 3, .gone = 1}));
  CHECK(account.queued() == 6);
  CHECK(account.counts().delivered == 3);
  CHECK(account.done() == livetap::journal::JournalPosition{4, 0});
  CHECK(balanced(account));
}

TEST_CASE("what was there at the start counts when the database has said what it has of it") {
  ShipAccount account;
  account.see({run("a", 0, 100), run("b", 100, 150)});
  CHECK(account.collected() == 0);
  CHECK(account.done() == livetap::journal::JournalPosition{});
  account.settle({{"a", {100, 0}}, {"b", {120, 0}}});
  CHECK(account.queued() == 30);
  CHECK(account.next()->id == "b");
  CHECK(account.done() == livetap::journal::JournalPosition{120, 0});
  CHECK(balanced(account));
}

TEST_CASE("a commit whose answer was lost is known from the database") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({});
  account.see({run("a", 0, 10)});
  account.settle({{"a", {10, 0}}});
  CHECK(account.counts().delivered == 10);
  CHECK(account.queued() == 0);
  CHECK(balanced(account));
}

TEST_CASE("a database that was put back to an older state gets the rows again") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({});
  account.see({run("a", 0, 10)});
  account.committed(batch("a", 0, 10, {.delivered = 10}));
  account.settle({{"a", {6, 0}}});
  CHECK(account.queued() == 4);
  CHECK(balanced(account));
}

TEST_CASE("a journal that is lost takes with it what was not shipped, and a new one begins") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({});
  account.see({run("a", 0, 10)});
  account.committed(batch("a", 0, 7, {.delivered = 7}));
  account.see({run("n", 0, 2)});
  CHECK(account.counts().gone == 3);
  CHECK(account.queued() == 2);
  CHECK(balanced(account));
}

TEST_CASE("an older copy of the journal goes on with a run of its own, and nothing comes twice") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({});
  account.see({run("a", 0, 10)});
  account.committed(batch("a", 0, 8, {.delivered = 8}));
  account.see({run("a", 0, 5), run("b", 5, 6)});
  CHECK(account.next()->id == "b");
  CHECK(account.next()->shipped.sample == 5);
  CHECK(account.queued() == 1);
  CHECK(account.counts().gone == 2);
  CHECK(balanced(account));
}

TEST_CASE("another process goes on with the counts of the one before it") {
  ShipAccount first;
  first.see({run("old", 0, 50), run("a", 50, 50)});
  first.settle({{"old", {50, 0}}});
  first.see({run("old", 0, 50), run("a", 50, 60)});
  first.committed(batch("a", 50, 55, {.delivered = 5}));
  // It did not live to say that five more are in the database.
  ShipAccount second({first.runs().back()}, first.collected(), first.counts());
  second.see({run("old", 0, 50), run("a", 50, 70)});
  second.settle({{"old", {50, 0}}, {"a", {60, 0}}});
  CHECK(second.collected() == 20);
  CHECK(second.counts().delivered == 10);
  CHECK(second.queued() == 10);
  CHECK(balanced(second));
}
