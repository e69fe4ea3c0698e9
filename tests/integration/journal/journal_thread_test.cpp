#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

#include "agent/journal/journal.hpp"
#include "support/faulty_disk.hpp"
#include "support/wait_until.hpp"
#include "unit/agent/journal/journal_samples.hpp"

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;
using test::FaultyDisk;

namespace {

/// A journal on an event loop of its own.
struct Bench {
  explicit Bench(JournalOptions options = {}) : journal(io, with_path(std::move(options))) {}

  JournalOptions with_path(JournalOptions options) const {
    options.file = place.path;
    return options;
  }
  /// Opens it and returns what it held; nothing when that did not come in time.
  std::optional<JournalContents> open(Milliseconds at_most = 20s) {
    std::optional<JournalContents> contents;
    journal.open([&](JournalContents&& held) { contents = std::move(held); });
    run_until([&] { return contents.has_value(); }, at_most);
    return contents;
  }
  void put(int first, int count) {
    auto item = sample_item(first, count);
    journal.put(item.owner, std::move(item.commit));
    CHECK(journal.status().counters.balanced());
  }
  bool stop(Milliseconds at_most = 20s) {
    bool stopped = false;
    journal.stop([&] { stopped = true; });
    return run_until([&] { return stopped; }, at_most);
  }
  bool run_until(const std::function<bool()>& done, Milliseconds at_most = 20s) {
    return test::wait_until(at_most, [&] {
      io.restart();
      io.poll();
      const auto status = journal.status();
      CHECK(status.counters.balanced());
      return done();
    });
  }
  std::uint64_t delivered() const { return journal.status().counters.delivered.events; }

  JournalPlace place;
  boost::asio::io_context io;
  Journal journal;
};

}  // namespace

TEST_CASE("what is put is written, and what is left is written at the end") {
  Bench bench;
  REQUIRE(bench.open());
  CHECK(bench.journal.status().open);
  bench.put(1, 10);
  CHECK(bench.run_until([&] { return bench.delivered() == 10; }));
  for (int i = 11; i <= 500; ++i) {
    bench.put(i, 1);
  }
  CHECK(bench.stop());
  CHECK(bench.delivered() == 500);
  CHECK_FALSE(std::filesystem::exists(bench.place.path.string() + "-wal"));
  CHECK(bench.place.counted_up_to(500));
}

TEST_CASE("many commits share a transaction, whatever the disk") {
  FaultyDisk disk;
  Bench bench;
  REQUIRE(bench.open());
  disk.slow_down(30ms);
  const auto before = disk.syncs();
  for (int i = 1; i <= 1'000; ++i) {
    bench.put(i, 1);
  }
  REQUIRE(bench.run_until([&] { return bench.delivered() == 1'000; }));
  CHECK(disk.syncs() - before < 20);
  CHECK(bench.place.counted_up_to(1'000));
}

TEST_CASE("a disk that hangs stalls nobody: put goes on, the queue is bounded, and the end comes") {
  FaultyDisk disk;
  {
    Bench bench({.queue = {.commits = 50}, .stop_timeout = 300ms});
    REQUIRE(bench.open());
    disk.hang();
    for (int i = 1; i <= 1'000; ++i) {
      const auto before = std::chrono::steady_clock::now();
      bench.put(i, 1);
      CHECK(std::chrono::steady_clock::now() - before < 1s);
    }
    const auto counters = bench.journal.status().counters;
    CHECK(counters.queued.commits == 50);
    CHECK(counters.dropped_for(JournalDrop::full).commits == 950);
    CHECK(bench.run_until([&] { return !bench.journal.status().open; }, 30s));
    CHECK(bench.journal.status().text.find("has not answered") != std::string::npos);
    const auto before = std::chrono::steady_clock::now();
    CHECK(bench.stop());
    CHECK(std::chrono::steady_clock::now() - before < 10s);
  }
  disk.release();
}

TEST_CASE("a disk that hangs at the start holds the probes up for a while, not for ever") {
  FaultyDisk disk;
  Bench bench({.open_timeout = 200ms});
  disk.hang();
  bench.put(1, 1);
  const auto contents = bench.open();
  REQUIRE(contents);
  disk.release();
  CHECK(bench.run_until([&] { return bench.delivered() == 1; }));
}

TEST_CASE("a disk that is full for a while loses what the queue does not hold, and says how much") {
  FaultyDisk disk;
  Bench bench({.queue = {.commits = 100}});
  REQUIRE(bench.open());
  bench.put(1, 1);
  REQUIRE(bench.run_until([&] { return bench.delivered() == 1; }));
  disk.fail(FaultyDisk::Fault::full);
  for (int i = 2; i <= 151; ++i) {
    bench.put(i, 1);
  }
  REQUIRE(bench.run_until([&] { return !bench.journal.status().open; }));
  CHECK(bench.journal.status().text.find("the disk is full") != std::string::npos);
  disk.fail(FaultyDisk::Fault::none);
  CHECK(bench.run_until([&] { return bench.delivered() == 101; }));
  CHECK(bench.journal.status().open);
  CHECK(bench.journal.status().counters.dropped_for(JournalDrop::full).events == 50);
  CHECK(bench.stop());
  CHECK(bench.place.counted_up_to(101));  // what was kept is whole: the cursor stands behind it
}

TEST_CASE("without a journal everything is dropped at once and counted") {
  Bench bench;
  {
    JournalWriter writer(bench.place.path, {});
    writer.begin(after(0s));
  }
  bench.place.number("pragma user_version = 99");
  bench.put(1, 5);
  REQUIRE(bench.open());
  bench.put(6, 5);
  const auto status = bench.journal.status();
  CHECK_FALSE(status.open);
  CHECK(status.text.find("later version") != std::string::npos);
  CHECK(status.counters.dropped_for(JournalDrop::off).events == 10);
  CHECK(bench.stop());
}

TEST_CASE("the caps are kept while events come") {
  Bench bench({.caps = {.max_bytes = 200'000}});
  REQUIRE(bench.open());
  for (int i = 0; i < 40; ++i) {
    bench.put(i * 100 + 1, 100);
    const auto wanted = static_cast<std::uint64_t>(i + 1) * 100;
    REQUIRE(bench.run_until([&] { return bench.delivered() == wanted; }));
  }
  CHECK(bench.run_until([&] {
    return bench.place.number("pragma page_count") * bench.place.number("pragma page_size") <=
           200'000;
  }));
  CHECK(bench.journal.status().expired.events > 1'000);
  CHECK(bench.place.number("select max(id) from event") == 4'000);
}

TEST_CASE("a journal that fills is warned about before any row goes") {
  Bench bench({.caps = {.max_bytes = 1'000'000}});
  REQUIRE(bench.open());
  bool warned = false;
  for (int i = 0; i < 200 && bench.journal.status().expired.events == 0; ++i) {
    bench.put(i * 100 + 1, 100);
    const auto wanted = static_cast<std::uint64_t>(i + 1) * 100;
    REQUIRE(bench.run_until([&] { return bench.delivered() == wanted; }));
    const auto status = bench.journal.status();
    for (const auto& warning : status.warnings) {
      CHECK(warning.type == "journal_filling");
      CHECK(warning.message.find("journal.db") != std::string::npos);
      CHECK(warning.hint.find("agent.journal.max_size") != std::string::npos);
    }
    warned = warned || (!status.warnings.empty() && status.expired.events == 0);
  }
  CHECK(warned);
  CHECK(bench.journal.status().expired.events > 0);
}

TEST_CASE("a slot that had begun when the journal went is a sample of the next run") {
  Bench bench;
  REQUIRE(bench.open());
  CHECK(bench.journal.put(std::move(sample_of_counts(1, 1).samples[0])));
  CHECK(bench.journal.begin_slot(std::move(running_slot(2, 1).running[0])));
  CHECK(bench.stop());
  CHECK(bench.journal.status().counters.delivered.commits == 2);
  CHECK(bench.journal.status().counters.delivered.samples == 1);
  CHECK(bench.place.number("select count(*) from sample") == 1);
  JournalFile next(bench.place.path);
  CHECK_FALSE(next.open().has_value());
  CHECK(bench.place.number("select count(*) from sample") == 2);
}

TEST_CASE("a journal may go at any moment") {
  {
    Bench never_opened;
    never_opened.put(1, 1);
  }
  {
    Bench at_once;
    at_once.journal.open([](JournalContents&&) {});
  }
  Bench stopped;
  stopped.journal.open([](JournalContents&&) {});
  stopped.put(1, 2);
  CHECK(stopped.stop());
  CHECK(stopped.place.counted_up_to(2));
}
