#include "agent/journal/journal_writer.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "agent/journal/set_aside.hpp"
#include "support/faulty_disk.hpp"
#include "unit/agent/journal/journal_samples.hpp"

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;
using test::FaultyDisk;

TEST_CASE("a disk without shared memory is warned about, and the journal is kept") {
  FaultyDisk disk;
  disk.take_shared_memory();
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  CHECK(writer.write({sample_item(1, 3)}, after(1s)));
  CHECK(place.counted_up_to(3));
  const auto warnings = writer.warnings();
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].type == "journal_mode");
  CHECK(warnings[0].message.find("write-ahead logging") != std::string::npos);
  CHECK(warnings[0].hint.find("local disk") != std::string::npos);
}

TEST_CASE("a disk as it should be is not warned about") {
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  writer.tend(after(1s));
  CHECK(writer.warnings().empty());
}

TEST_CASE("a first start finds nothing and writes") {
  JournalPlace place;
  JournalWriter writer(place.path, {});
  const auto contents = writer.begin(after(0s));
  CHECK(contents.states.empty());
  CHECK(contents.newest.empty());
  CHECK(writer.write({sample_item(1, 3)}, after(1s)));
  CHECK(writer.trouble().empty());
  CHECK(place.counted_up_to(3));
}

TEST_CASE("a failing disk costs nothing that was not said to be written, and is tried again") {
  for (const auto& [fault, words] :
       {std::pair(FaultyDisk::Fault::full, "the disk is full"),
        std::pair(FaultyDisk::Fault::io_error, "the disk fails"),
        std::pair(FaultyDisk::Fault::read_only, "cannot be written")}) {
    CAPTURE(words);
    FaultyDisk disk;
    JournalPlace place;
    JournalWriter writer(place.path, {});
    writer.begin(after(0s));
    REQUIRE(writer.write({sample_item(1, 3)}, after(0s)));

    disk.fail(fault);
    CHECK_FALSE(writer.write({sample_item(4, 3)}, after(1s)));
    CHECK(writer.trouble().find(words) != std::string::npos);
    CHECK(writer.trouble().find(" -> ") != std::string::npos);
    CHECK(writer.next_try() == after(2s).steady);
    CHECK_FALSE(writer.write({sample_item(4, 3)}, after(2s)));
    CHECK(writer.next_try() == after(4s).steady);

    disk.fail(FaultyDisk::Fault::none);
    CHECK_FALSE(writer.write({sample_item(4, 3)}, after(3s)));  // not before its time
    CHECK(writer.write({sample_item(4, 3)}, after(4s)));
    CHECK(writer.trouble().empty());
    CHECK(place.counted_up_to(6));
    CHECK(place.set_aside().empty());
  }
}

TEST_CASE("a batch whose commit failed only in the sync is not written twice") {
  FaultyDisk disk;
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  REQUIRE(writer.write({sample_item(1, 3)}, after(0s)));
  disk.fail(FaultyDisk::Fault::no_sync);
  CHECK_FALSE(writer.write({sample_item(4, 2), sample_of_counts(1, 1)}, after(1s)));
  CHECK(writer.trouble().find("the disk fails") != std::string::npos);
  CHECK_FALSE(writer.write({sample_item(4, 2), sample_of_counts(1, 1)}, after(2s)));
  disk.fail(FaultyDisk::Fault::none);
  // More has come meanwhile and shares the transaction.
  CHECK(writer.write({sample_item(4, 2), sample_of_counts(1, 1), sample_item(6, 1)}, after(60s)));
  CHECK(place.counted_up_to(6));
  CHECK(place.number("select count(*) from sample") == 1);
  CHECK(writer.write({sample_item(7, 1)}, after(61s)));
  CHECK(place.counted_up_to(7));
}

TEST_CASE("a batch that is on the disk after all keeps its cursor when the file is open again") {
  FaultyDisk disk;
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  writer.write({sample_item(1, 3)}, after(0s));
  disk.fail(FaultyDisk::Fault::no_sync);
  CHECK_FALSE(writer.write({sample_item(4, 2)}, after(1s)));
  disk.fail(FaultyDisk::Fault::none);
  CHECK(writer.write({sample_item(4, 2)}, after(60s)));
  CHECK(place.counted_up_to(5));
}

TEST_CASE("a batch whose commit failed is written to a journal that takes the place of its own") {
  FaultyDisk disk;
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  disk.fail(FaultyDisk::Fault::no_sync);
  CHECK_FALSE(writer.write({sample_item(1, 3)}, after(1s)));
  disk.fail(FaultyDisk::Fault::none);
  for (const auto* part : {"", "-wal", "-shm"}) {
    std::filesystem::remove(place.path.string() + part);
  }
  CHECK(writer.write({sample_item(1, 3)}, after(60s)));
  CHECK(place.counted_up_to(3));
}

TEST_CASE("the pause between tries grows to 10 s, and begins anew after a success") {
  FaultyDisk disk;
  JournalPlace place;
  JournalWriter writer(place.path, {});
  disk.fail(FaultyDisk::Fault::no_open);
  writer.begin(after(0s));
  auto now = after(0s);
  for (const auto pause : {1s, 2s, 4s, 8s, 10s, 10s}) {
    CHECK(writer.next_try() - now.steady == pause);
    now.steady = writer.next_try();
    CHECK_FALSE(writer.write({sample_item(1, 1)}, now));
  }
  disk.fail(FaultyDisk::Fault::none);
  now.steady = writer.next_try();
  CHECK(writer.write({sample_item(1, 1)}, now));
  disk.fail(FaultyDisk::Fault::full);
  CHECK_FALSE(writer.write({sample_item(2, 1)}, now));
  CHECK(writer.next_try() - now.steady == 1s);
}

TEST_CASE("a disk that is read-only at the start still gives what is on it") {
  FaultyDisk disk;
  JournalPlace place;
  {
    JournalWriter writer(place.path, {});
    writer.begin(after(0s));
    writer.write({sample_item(1, 3)}, after(0s));
  }
  disk.fail(FaultyDisk::Fault::read_only);
  JournalWriter writer(place.path, {});
  const auto contents = writer.begin(after(0s));
  CHECK(contents.states == States{{"probe", {{"next", "4"}}}});
  CHECK(contents.newest.size() == 3);
  CHECK_FALSE(writer.trouble().empty());
  disk.fail(FaultyDisk::Fault::none);
  CHECK(writer.write({sample_item(4, 2)}, after(1s)));
  CHECK(place.counted_up_to(5));
}

TEST_CASE("damage in the middle of a run: set aside, and the new journal knows every state") {
  FaultyDisk disk;
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  writer.write({sample_item(1, 3), sample_item(1, 0, "other")}, after(0s));
  writer.close();  // so that it is read again
  place.folder.write("journal.db", "this is no database, whoever wrote it");
  CHECK(writer.write({sample_item(4, 2)}, after(1s)));
  CHECK(place.set_aside().size() == 1);
  CHECK(place.number("select count(*) from event") == 2);
  CHECK(place.number("select count(*) from state where probe = 'other'") == 1);
  CHECK(place.number("select cast(cast(value as text) as integer) from state "
                     "where probe = 'probe'") == 6);
}

TEST_CASE("damage found at the start: what can still be read of the file goes on") {
  JournalPlace place;
  {
    JournalWriter writer(place.path, {});
    writer.begin(after(0s));
    writer.write({sample_item(1, 3)}, after(0s));
  }
  const auto page = place.number("select rootpage from sqlite_schema where name = 'event'");
  {
    std::fstream file(place.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((page - 1) * 4096);
    file << std::string(4096, '\xFF');
  }
  JournalWriter writer(place.path, {});
  const auto contents = writer.begin(after(0s));
  CHECK(place.set_aside().size() == 1);
  CHECK(contents.newest.empty());
  CHECK(contents.states == States{{"probe", {{"next", "4"}}}});
  CHECK(place.number("select count(*) from state") == 1);  // in the new file, too
}

TEST_CASE("a journal of an earlier build is quarantined, and its state goes on") {
  JournalPlace place;
  {
    JournalWriter writer(place.path, {});
    writer.begin(after(0s));
    writer.write({sample_item(1, 3)}, after(0s));
  }
  place.number("pragma user_version = 2");
  JournalWriter writer(place.path, {});
  const auto contents = writer.begin(after(0s));
  CHECK(place.set_aside().size() == 1);
  CHECK(contents.states == States{{"probe", {{"next", "4"}}}});
  CHECK(writer.write({sample_item(4, 1)}, after(1s)));
  CHECK(place.number("select count(*) from event") == 1);
}

TEST_CASE("a disk that damages all it is given is no reason to spin") {
  FaultyDisk disk;
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  writer.write({sample_item(1, 3)}, after(0s));
  writer.close();
  disk.fail(FaultyDisk::Fault::damaged);
  int tries = 0;
  for (auto now = after(0s); now.steady < after(60s).steady;) {
    CHECK_FALSE(writer.write({sample_item(4, 1)}, now));
    now.steady = std::max(now.steady + 1ms, writer.next_try());
    ++tries;
  }
  CHECK(tries < 20);
  CHECK(place.set_aside().size() <= 3);
}

TEST_CASE("a journal that is taken away while the agent runs begins anew with every state") {
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  writer.write({sample_item(1, 3), sample_item(1, 0, "other")}, after(0s));
  for (const auto* part : {"", "-wal", "-shm"}) {
    std::filesystem::remove(place.path.string() + part);
  }
  CHECK(writer.write({sample_item(4, 2)}, after(1s)));
  CHECK(place.number("select count(*) from event") == 2);
  CHECK(place.number("select count(*) from state") == 2);
}

TEST_CASE("a journal of a later version: never tried again, and untouched") {
  JournalPlace place;
  {
    JournalWriter writer(place.path, {});
    writer.begin(after(0s));
    writer.write({sample_item(1, 3)}, after(0s));
  }
  place.number("pragma user_version = 7");
  JournalWriter writer(place.path, {});
  CHECK(writer.begin(after(0s)).states.empty());
  CHECK(writer.is_off());
  CHECK(writer.trouble().find("later version") != std::string::npos);
  CHECK_FALSE(writer.write({sample_item(4, 1)}, after(1h)));
  CHECK_FALSE(writer.tend(after(2h)));
  CHECK(place.counted_up_to(3));
}

TEST_CASE("a state that could not be read at the start is not forgotten when it can be") {
  FaultyDisk disk;
  JournalPlace place;
  {
    JournalWriter writer(place.path, {});
    writer.begin(after(0s));
    writer.write({sample_item(1, 3, "one"), sample_item(1, 3, "two")}, after(0s));
  }
  disk.fail(FaultyDisk::Fault::no_open);
  JournalWriter writer(place.path, {});
  CHECK(writer.begin(after(0s)).states.empty());
  disk.fail(FaultyDisk::Fault::none);
  CHECK(writer.write({sample_item(1, 1, "one")}, after(1s)));
  std::filesystem::remove(place.path);
  CHECK(writer.write({sample_item(2, 1, "one")}, after(2s)));
  CHECK(place.number("select count(*) from state") == 2);
}

TEST_CASE("the caps are kept in small steps, and what they delete is counted") {
  JournalPlace place;
  JournalWriter writer(place.path, {.max_age = 1h});
  writer.begin(after(0s));
  writer.write({sample_item(1, 1'200)}, after(0s));
  CHECK_FALSE(writer.tend(after(1h)));
  int steps = 1;
  while (writer.tend(after(1h + 1s))) {
    ++steps;
  }
  CHECK(steps >= 3);
  CHECK(writer.expired().events == 1'200);
}

TEST_CASE("a clock that jumps ahead deletes nothing by age, and the size still counts") {
  JournalPlace place;
  JournalWriter writer(place.path, {.max_bytes = 300'000, .max_age = 24h * 7});
  writer.begin(after(0s));
  writer.write({sample_item(1, 100)}, after(0s));
  const auto jumped = [](Milliseconds time) {
    return Moment{after(time).steady, after(time).wall + 24h * 40};
  };
  for (auto time = 0h; time < 23h; ++time) {
    CHECK_FALSE(writer.tend(jumped(time)));
  }
  CHECK(writer.expired().events == 0);
  writer.write({sample_item(101, 4'000)}, jumped(23h));
  while (writer.tend(jumped(23h))) {
  }
  const auto by_size = writer.expired().events;
  CHECK(by_size > 100);
  CHECK(by_size < 4'000);
  while (writer.tend(jumped(25h))) {
  }
  CHECK(writer.expired().events == 4'100);
}

TEST_CASE("a clock that is ahead at the start deletes nothing by age, start after start") {
  JournalPlace place;
  const JournalCaps caps{.max_age = 24h * 7};
  {
    JournalWriter writer(place.path, caps);
    writer.begin(after(0s));
    writer.write({sample_item(1, 10)}, after(0s));
  }
  for (int start = 1; start <= 3; ++start) {
    const auto time = start * 1h;
    const Moment now{after(time).steady, after(time).wall + 24h * 40};
    JournalWriter writer(place.path, caps);
    writer.begin(now);
    auto item = sample_item(10 * start + 1, 10);
    item.taken = now.wall;
    CHECK(writer.write({item}, now));
    CHECK_FALSE(writer.tend(now));
    CHECK(writer.expired().events == 0);
  }
  CHECK(place.number("select count(*) from event") == 40);
}

TEST_CASE("of files set aside the newest three stay, each with its -wal") {
  JournalPlace place;
  for (int i = 0; i < 6; ++i) {
    place.folder.write("journal.db", "damage " + std::to_string(i));
    place.folder.write("journal.db-wal", "its tail");
    CHECK(!set_aside(place.path, sample_wall + i * 1ms).empty());
    CHECK_FALSE(std::filesystem::exists(place.path));
    CHECK_FALSE(std::filesystem::exists(place.path.string() + "-wal"));
  }
  CHECK(place.set_aside().size() == 3);
  CHECK(std::filesystem::exists(place.path.string() + ".damaged-20231114T221320.003Z"));
  CHECK(std::filesystem::exists(place.path.string() + ".damaged-20231114T221320.005Z-wal"));
  CHECK_FALSE(std::filesystem::exists(place.path.string() + ".damaged-20231114T221320.002Z-wal"));
}
