#include <doctest/doctest.h>

#include <fstream>

#include "agent/journal/journal_reader.hpp"
#include "agent/journal/set_aside.hpp"
#include "support/faulty_disk.hpp"
#include "unit/agent/journal/btree_pages.hpp"
#include "unit/agent/journal/journal_samples.hpp"

// Journals that were put out of the way: which they are, what is in them, and who hears of it.

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Samples 1 to 3 and events 1 to 5, of two runs.
void fill(const fs::path& path) {
  for (int run = 0; run < 2; ++run) {
    JournalFile file(path);
    CHECK_FALSE(file.open().has_value());
    run == 0 ? file.write({sample_of_counts(1, 1), sample_item(1, 2)})
             : file.write({sample_of_counts(2, 1), sample_of_counts(3, 1), sample_item(3, 3)});
  }
}

void destroy(const JournalPlace& place, const std::string& table) {
  const auto root = place.number("select rootpage from sqlite_schema where name = '" + table + "'");
  BtreePages::overwrite(place.path, root, 0, std::string(BtreePages::page_size, '\xFF'));
}

struct Held {
  std::vector<std::int64_t> samples;
  std::vector<std::string> events;
};

Held read_all(JournalReader& reader) {
  Held held;
  for (const auto& run : reader.runs()) {
    JournalPage<SampleRow> samples;
    CHECK_FALSE(reader.samples({run.after_sample, run.last_sample}, samples).has_value());
    for (const auto& row : samples.rows) {
      held.samples.push_back(std::get<std::int64_t>(row.rows.field(0, 1)));
    }
    JournalPage<EventRow> events;
    CHECK_FALSE(reader.events({run.after_event, run.last_event}, events).has_value());
    for (const auto& row : events.rows) {
      held.events.push_back(row.event.message);
    }
  }
  return held;
}

using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("quarantined files are listed, the oldest first, without what belongs to them") {
  JournalPlace place;
  CHECK(quarantined_files(place.path).empty());
  std::vector<fs::path> expected;
  for (int i = 0; i < 3; ++i) {
    place.folder.write("journal.db", "damage");
    place.folder.write("journal.db-wal", "its tail");
    expected.push_back(set_aside(place.path, sample_wall + (i / 2) * 1s));
  }
  place.folder.write(expected[0].filename().string() + "-shm", "");
  place.folder.write("other.db.damaged-20231114T221320.003Z", "");
  CHECK(quarantined_files(place.path) == expected);
  CHECK(quarantined_files(place.folder / "nowhere" / "journal.db").empty());
}

TEST_CASE("a quarantined journal is read as it lies there, its -wal included") {
  JournalPlace place;
  JournalFile killed(place.path);
  killed.open();
  killed.write({sample_of_counts(1, 1), sample_item(1, 2)});
  const auto to = place.folder / "journal.db.damaged-20231114T221320.003Z";
  fs::copy_file(place.path, to);
  fs::copy_file(place.path.string() + "-wal", to.string() + "-wal");
  {
    JournalReader reader(to, JournalReader::Fallback::at_rest);
    REQUIRE_FALSE(reader.refresh().has_value());
    CHECK(read_all(reader).events == Texts{"1", "2"});
  }
  CHECK(quarantined_files(place.path) == std::vector{to});
  CHECK(fs::exists(to.string() + "-wal"));
  JournalReader again(to, JournalReader::Fallback::at_rest);
  REQUIRE_FALSE(again.refresh().has_value());
  CHECK(read_all(again).samples == Numbers{1});
}

TEST_CASE("a file whose id counters are damaged is read to its last row") {
  JournalPlace place;
  fill(place.path);
  destroy(place, "sqlite_sequence");
  JournalReader reader(place.path, JournalReader::Fallback::at_rest);
  REQUIRE_FALSE(reader.refresh().has_value());
  CHECK(reader.runs().size() == 2);
  const auto held = read_all(reader);
  CHECK(held.samples == Numbers{1, 2, 3});
  CHECK(held.events == Texts{"1", "2", "3", "4", "5"});
  CHECK(unshipped_rows(place.path, {}) == 8);
  CHECK(std::distance(fs::directory_iterator(place.folder.path()), {}) == 1);  // nothing beside it
}

TEST_CASE("a file whose runs are damaged cannot be read, and says so") {
  JournalPlace place;
  fill(place.path);
  destroy(place, "run");
  JournalReader reader(place.path, JournalReader::Fallback::at_rest);
  const auto fault = reader.refresh();
  REQUIRE(fault.has_value());
  CHECK(fault->kind == JournalFault::Kind::damaged);
  CHECK(reader.runs().empty());
}

TEST_CASE("a file that is cut off is read up to there") {
  JournalPlace place;
  {
    JournalFile file(place.path);
    file.open();
    for (int i = 1; i <= 200; ++i) {
      file.write({sample_of_counts(i, 100)});
    }
  }
  const auto size = fs::file_size(place.path);
  fs::resize_file(place.path, size / 2 + 100);
  JournalReader reader(place.path, JournalReader::Fallback::at_rest);
  REQUIRE_FALSE(reader.refresh().has_value());
  const auto& run = reader.runs().back();
  CHECK(run.last_sample == 200);
  JournalPage<SampleRow> page;
  std::size_t rows = 0;
  std::uint64_t damaged = 0;
  for (page.last = 0; page.last < run.last_sample;) {
    const auto before = page.last;
    REQUIRE_FALSE(reader.samples({before, run.last_sample}, page).has_value());
    REQUIRE(page.last > before);
    rows += page.rows.size();
    damaged += page.damaged;
  }
  CHECK(rows > 60);
  CHECK(rows + damaged == 200);
}

TEST_CASE("what was not shipped of a quarantined file is counted by its ids") {
  JournalPlace place;
  {
    JournalFile file(place.path);
    file.open();
    file.write({sample_item(1, 10), sample_of_counts(1, 1), sample_of_counts(2, 1)});
    file.set_shipped({1, 7});
    file.write({sample_item(11, 1)});
    file.write({sample_of_counts(3, 1)});
  }
  CHECK(unshipped_rows(place.path, {}) == 2 + 4);
  CHECK(unshipped_rows(place.path, {2, 10}) == 1 + 1);
  CHECK(unshipped_rows(place.path, {9, 99}) == 0);
  place.number("delete from event");
  CHECK(unshipped_rows(place.path, {}) == 2);
  place.number("update shipped set sample = 0, event = 0");
  place.number("delete from sample where id = 1");
  CHECK(unshipped_rows(place.path, {}) == 2);
  destroy(place, "shipped");
  CHECK(unshipped_rows(place.path, {2, 0}) == 1);
  place.folder.write("journal.db", "hello");
  CHECK_FALSE(unshipped_rows(place.path, {}).has_value());
}

TEST_CASE("a journal that is damaged at the start is counted with what it held and named") {
  JournalPlace place;
  fill(place.path);
  destroy(place, "state");
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  CHECK(writer.quarantine().files == 1);
  CHECK(writer.quarantine().rows == 8);
  const auto& words = writer.quarantine().newest;
  CHECK(words.find("journal damaged: ") == 0);
  CHECK(words.find(" -> quarantined as journal.db.damaged-20231114T221320.000Z with 8 rows") !=
        std::string::npos);
  CHECK(writer.write({sample_item(1, 1)}, after(1s)));
  CHECK(writer.quarantine().files == 1);
}

TEST_CASE("a batch is in the quarantined file or in the new one, also when its commit failed") {
  test::FaultyDisk disk;
  JournalPlace place;
  JournalWriter writer(place.path, {});
  writer.begin(after(0s));
  writer.write({sample_item(1, 2), sample_of_counts(1, 1)}, after(0s));
  writer.close();
  REQUIRE(writer.write({sample_item(3, 1)}, after(1s)));
  disk.fail(test::FaultyDisk::Fault::no_sync);
  CHECK_FALSE(writer.write({sample_item(4, 2)}, after(2s)));
  disk.fail(test::FaultyDisk::Fault::none);
  const auto shape_root = [&] {
    Database db(place.path, Database::Mode::read_file);
    return db.number("select rootpage from sqlite_schema where name = 'shape'");
  }();
  BtreePages::overwrite(place.path, shape_root, 0, std::string(BtreePages::page_size, '\xFF'));
  CHECK(writer.write({sample_item(4, 2), sample_item(6, 1)}, after(60s)));
  REQUIRE(place.set_aside().size() == 1);
  JournalReader old(place.set_aside()[0], JournalReader::Fallback::at_rest);
  REQUIRE_FALSE(old.refresh().has_value());
  CHECK(read_all(old).events == Texts{"1", "2", "3", "4", "5"});
  CHECK(place.number("select count(*) from event") == 1);
  CHECK(place.number("select cast(message as integer) from event") == 6);
  CHECK(place.number("select cast(cast(value as text) as integer) from state") == 7);
}

TEST_CASE("a journal that is damaged while the agent runs is counted, too, and so is the next") {
  JournalPlace place;
  JournalWriter writer(place.path, {.shipped = true});
  writer.begin(after(0s));
  writer.write({sample_item(1, 6)}, after(0s));
  writer.set_shipped({0, 2});  // not on the disk yet
  writer.close();
  destroy(place, "state");
  CHECK(writer.write({sample_item(7, 2)}, after(2s)));
  CHECK(writer.quarantine().files == 1);
  CHECK(writer.quarantine().rows == 4);
  CHECK(writer.quarantine().newest.find("4 rows not shipped yet") != std::string::npos);
  writer.close();
  place.folder.write("journal.db", "hello");
  CHECK(writer.write({sample_item(9, 1)}, after(120s)));
  CHECK(writer.quarantine().files == 2);
  CHECK(writer.quarantine().rows == 4);
  CHECK(writer.quarantine().newest.find("an unknown number of rows") != std::string::npos);
}
