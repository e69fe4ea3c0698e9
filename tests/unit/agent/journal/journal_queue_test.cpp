#include "agent/journal/journal_queue.hpp"

#include <doctest/doctest.h>

#include <random>

#include "unit/agent/journal/journal_samples.hpp"

using namespace livetap;
using namespace livetap::journal;

namespace {

std::vector<std::string> cursors(const std::vector<JournalItem>& items) {
  std::vector<std::string> all;
  for (const auto& item : items) {
    all.push_back(item.commit.state[0].second);
  }
  return all;
}

}  // namespace

TEST_CASE("what was put is taken in its order, and counts as queued until it is written") {
  JournalQueue queue;
  CHECK_FALSE(queue.waits());
  queue.push(sample_item(1, 2));
  queue.push(sample_item(3, 1));
  CHECK(cursors(queue.take()) == std::vector<std::string>{"3", "4"});
  CHECK_FALSE(queue.waits());
  CHECK(queue.counters().queued.events == 3);
  queue.written();
  CHECK(queue.counters().delivered.events == 3);
  CHECK(queue.counters().delivered.commits == 2);
  CHECK(queue.counters().queued == JournalAmount{});
  CHECK(queue.counters().balanced());
}

TEST_CASE("what could not be written waits in front of what came meanwhile") {
  JournalQueue queue;
  queue.push(sample_item(1, 1));
  queue.push(sample_item(2, 1));
  queue.take();
  queue.push(sample_item(3, 1));
  queue.failed();
  CHECK(cursors(queue.take()) == std::vector<std::string>{"2", "3", "4"});
  CHECK(queue.counters().balanced());
}

TEST_CASE("beyond its number of commits a commit is dropped whole, state and events") {
  JournalQueue queue({.commits = 2});
  for (int i = 1; i <= 5; ++i) {
    queue.push(sample_item(i * 10, 10));
  }
  CHECK(cursors(queue.take()) == std::vector<std::string>{"20", "30"});
  CHECK(queue.counters().dropped_for(JournalDrop::full).commits == 3);
  CHECK(queue.counters().dropped_for(JournalDrop::full).events == 30);
  queue.push(sample_item(60, 1));  // what is being written holds its place
  CHECK(queue.counters().dropped_for(JournalDrop::full).commits == 4);
  queue.written();
  queue.push(sample_item(70, 1));
  CHECK(queue.waits());
  CHECK(queue.counters().balanced());
}

TEST_CASE("beyond its bytes a commit is dropped, and a smaller one may still fit") {
  JournalQueue queue({.bytes = 10'000});
  auto large = sample_item(1, 1);
  large.commit.events[0].attributes = std::string(9'000, 'x');
  queue.push(large);
  queue.push(large);
  queue.push(sample_item(2, 1));
  CHECK(queue.take().size() == 2);
  CHECK(queue.counters().dropped_for(JournalDrop::full).commits == 1);
  CHECK(queue.counters().queued.bytes <= 10'000);
  CHECK(queue.counters().balanced());
}

TEST_CASE("samples leave half of the room to events, and are counted with their rows") {
  JournalQueue queue({.bytes = 2'000, .sample_bytes = 1'000});
  for (int i = 0; i < 20; ++i) {
    queue.push(sample_of_counts(i, 3));
  }
  const auto samples = queue.counters().queued.samples;
  CHECK(samples >= 2);
  CHECK(samples < 20);
  CHECK(queue.counters().queued.rows == 3 * samples);
  CHECK(queue.counters().queued.bytes <= 1'000);
  CHECK(queue.counters().dropped_for(JournalDrop::full).samples == 20 - samples);
  queue.push(sample_item(1, 1));
  CHECK(queue.counters().queued.events == 1);
  queue.take();
  queue.written();
  CHECK(queue.counters().delivered.rows == 3 * samples);
  CHECK(queue.counters().balanced());
}

TEST_CASE("a running slot counts as a commit with its bytes, in the room of samples") {
  JournalQueue queue({.bytes = 2'000, .sample_bytes = 1'000});
  CHECK(queue.push(running_slot(1, 3)));
  CHECK(queue.counters().queued.commits == 1);
  CHECK(queue.counters().queued.bytes > running_slot(1, 3).running[0].rows.size());
  CHECK(queue.counters().queued.samples == 0);
  CHECK(queue.counters().queued.rows == 0);
  bool all = true;
  for (int i = 0; i < 20; ++i) {
    all = queue.push(running_slot(i, 3)) && all;
  }
  CHECK_FALSE(all);
  CHECK(queue.counters().queued.bytes <= 1'000);
  CHECK(queue.push(sample_item(1, 1)));
  queue.take();
  queue.written();
  CHECK(queue.counters().balanced());
}

TEST_CASE("what is larger than the queue is taken when nothing else is queued") {
  JournalQueue queue({.commits = 100, .bytes = 3'000, .sample_bytes = 2'000});
  auto commit = sample_item(1, 1);
  commit.commit.events[0].attributes = std::string(5'000, 'x');
  CHECK(queue.push(sample_of_counts(1, 2'000)));
  CHECK_FALSE(queue.push(sample_of_counts(2, 2'000)));
  CHECK_FALSE(queue.push(commit));
  queue.take();
  CHECK_FALSE(queue.push(commit));  // what is being written is still queued
  queue.written();
  CHECK(queue.push(commit));
  CHECK_FALSE(queue.push(sample_item(2, 1)));
  queue.take();
  queue.written();
  CHECK(queue.counters().delivered.samples == 1);
  CHECK(queue.counters().delivered.events == 1);
  CHECK(queue.counters().balanced());
}

TEST_CASE("whoever puts hears whether there was room") {
  JournalQueue queue({.commits = 1});
  CHECK(queue.push(sample_of_counts(1, 1)));
  CHECK_FALSE(queue.push(sample_of_counts(2, 1)));
  queue.close();
  CHECK_FALSE(queue.push(sample_of_counts(3, 1)));
}

TEST_CASE("one transaction takes about so many bytes, but a commit at least") {
  JournalQueue queue({.batch_bytes = 1});
  queue.push(sample_item(1, 5));
  queue.push(sample_item(6, 5));
  CHECK(queue.take().size() == 1);
  queue.written();
  CHECK(queue.take().size() == 1);
}

TEST_CASE("a queue without a journal holds nothing and counts all") {
  JournalQueue queue;
  queue.push(sample_item(1, 2));
  queue.push(sample_item(3, 2));
  queue.take();
  queue.push(sample_item(5, 2));
  queue.close();
  queue.push(sample_item(7, 2));
  queue.close();
  CHECK_FALSE(queue.waits());
  CHECK(queue.counters().queued == JournalAmount{});
  CHECK(queue.counters().dropped_for(JournalDrop::off).events == 8);
  CHECK(queue.counters().balanced());
}

TEST_CASE("collected = delivered + queued + dropped, whatever happens in whatever order") {
  std::mt19937 random(20261125);
  JournalQueue queue({.commits = 7, .bytes = 20'000, .batch_bytes = 3'000});
  bool taken = false;
  for (int step = 0; step < 20'000; ++step) {
    switch (random() % 4) {
      case 0:
      case 1:
        random() % 2 == 0 ? queue.push(sample_item(step, static_cast<int>(random() % 9)))
                          : queue.push(sample_of_counts(step, static_cast<int>(random() % 9)));
        break;
      case 2:
        if (!taken) {
          queue.take();
        }
        taken = true;
        break;
      default:
        taken ? (random() % 2 == 0 ? queue.written() : queue.failed()) : void();
        taken = false;
    }
    REQUIRE(queue.counters().balanced());
    REQUIRE(queue.counters().queued.commits <= 7);
    REQUIRE(queue.counters().queued.bytes <= 20'000);
  }
  CHECK(queue.counters().dropped_for(JournalDrop::full).commits > 0);
  CHECK(queue.counters().delivered.commits > 0);
}
