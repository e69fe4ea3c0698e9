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

std::uint64_t none_waits(const std::string&, const std::string&, std::int64_t, std::int64_t) {
  return 0;
}

bool balanced(const ShipAccount& account) {
  return account.collected() == account.queued() + account.counts().sum();
}

}  // namespace

TEST_CASE("rows are counted when they come, and again when they are shipped") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({}, none_waits);
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
  account.settle({{"a", {{100, 0}}}, {"b", {{120, 0}}}}, none_waits);
  CHECK(account.queued() == 30);
  CHECK(account.runs().back().id == "b");
  CHECK(account.done() == livetap::journal::JournalPosition{120, 0});
  CHECK(balanced(account));
}

TEST_CASE("a commit whose answer was lost is known from the database") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({}, none_waits);
  account.see({run("a", 0, 10)});
  account.settle({{"a", {{10, 0}}}}, none_waits);
  CHECK(account.counts().delivered == 10);
  CHECK(account.queued() == 0);
  CHECK(balanced(account));
}

TEST_CASE("a database that was put back to an older state gets the rows again") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({}, none_waits);
  account.see({run("a", 0, 10)});
  account.committed(batch("a", 0, 10, {.delivered = 10}));
  account.settle({{"a", {{6, 0}}}}, none_waits);
  CHECK(account.queued() == 4);
  CHECK(balanced(account));
}

TEST_CASE("a journal that is lost takes with it what was not shipped, and a new one begins") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({}, none_waits);
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
  account.settle({}, none_waits);
  account.see({run("a", 0, 10)});
  account.committed(batch("a", 0, 8, {.delivered = 8}));
  account.see({run("a", 0, 5), run("b", 5, 6)});
  CHECK(account.runs().back().id == "b");
  CHECK(account.runs().back().shipped.sample == 5);
  CHECK(account.queued() == 1);
  CHECK(account.counts().gone == 2);
  CHECK(balanced(account));
}

TEST_CASE("another process goes on with the counts of the one before it") {
  ShipAccount first;
  first.see({run("old", 0, 50), run("a", 50, 50)});
  first.settle({{"old", {{50, 0}}}}, none_waits);
  first.see({run("old", 0, 50), run("a", 50, 60)});
  first.committed(batch("a", 50, 55, {.delivered = 5}));
  // It did not live to say that five more are in the database.
  ShipAccount second({first.runs().back()}, first.collected(), first.counts());
  second.see({run("old", 0, 50), run("a", 50, 70)});
  second.settle({{"old", {{50, 0}}}, {"a", {{60, 0}}}}, none_waits);
  CHECK(second.collected() == 20);
  CHECK(second.counts().delivered == 10);
  CHECK(second.queued() == 10);
  CHECK(balanced(second));
}

TEST_CASE("samples that wait for their table are queued until they are shipped") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({}, none_waits);
  account.see({run("a", 0, 10)});
  auto first = batch("a", 0, 10, {.delivered = 7});
  first.waiting = {{"queue", 3}};
  account.committed(first);
  CHECK(account.queued() == 3);
  CHECK_FALSE(account.runs().back().finished());
  CHECK_FALSE(account.runs().back().has_new());
  CHECK(account.runs().back().waiting.at("queue") == WaitingSamples{0, 3});
  CHECK(balanced(account));

  auto some = batch("a", 0, 6, {.delivered = 2});
  some.measurement = "queue";
  account.committed(some);
  CHECK(account.queued() == 1);
  CHECK(account.runs().back().waiting.at("queue") == WaitingSamples{6, 1});
  auto last = batch("a", 6, 10, {});
  last.measurement = "queue";
  last.catches_up = true;
  account.committed(last);
  CHECK(account.counts().gone == 1);  // the journal's caps took it meanwhile
  CHECK(account.queued() == 0);
  CHECK(account.runs().back().finished());
  CHECK(balanced(account));
}

TEST_CASE("what waits is known from the database, and counted in the journal") {
  ShipAccount account;
  account.see({run("a", 0, 100)});
  const auto count = [](const std::string& of, const std::string& measurement, std::int64_t after,
                        std::int64_t up_to) -> std::uint64_t {
    CHECK(of == "a");
    CHECK(measurement == "queue");
    CHECK(after == 40);
    CHECK(up_to == 90);
    return 5;
  };
  account.settle({{"a", {{90, 0}, {{"queue", 40}}}}}, count);
  CHECK(account.queued() == 15);
  CHECK(balanced(account));
}

TEST_CASE("a commit whose answer was lost may have left samples to wait, or have shipped them") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({}, none_waits);
  account.see({run("a", 0, 10)});
  const auto two = [](const auto&...) -> std::uint64_t { return 2; };
  account.settle({{"a", {{10, 0}, {{"queue", 0}}}}}, two);
  CHECK(account.collected() == 10);
  CHECK(account.counts().delivered == 8);
  CHECK(account.queued() == 2);
  account.settle({{"a", {{10, 0}}}}, none_waits);
  CHECK(account.counts().delivered == 10);
  CHECK(account.queued() == 0);
  CHECK(balanced(account));
}

TEST_CASE("a quarantined journal is shipped before the new one, and says nothing of its ids") {
  ShipAccount account;
  account.see({run("a", 0, 0)});
  account.settle({}, none_waits);
  account.see({run("a", 0, 1'000)});
  account.committed(batch("a", 0, 900, {.delivered = 900}));
  account.see({run("n", 0, 5)}, {run("a", 0, 1'000)});
  CHECK(account.counts().gone == 0);
  CHECK(account.queued() == 105);
  CHECK(account.runs().front().id == "a");
  CHECK(account.done() == livetap::journal::JournalPosition{0, 0});
  account.committed(batch("a", 900, 1'000, {.delivered = 99, .damaged = 1}));
  account.committed(batch("n", 0, 5, {.delivered = 5}));
  CHECK(account.done() == livetap::journal::JournalPosition{5, 0});
  CHECK(account.queued() == 0);
  CHECK(balanced(account));
  // Nobody keeps it for ever.
  account.see({run("n", 0, 5)});
  CHECK(account.counts().gone == 0);
}
