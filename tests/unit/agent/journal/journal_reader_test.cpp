#include "agent/journal/journal_reader.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support/faulty_disk.hpp"
#include "unit/agent/journal/journal_samples.hpp"

using namespace livetap;
using namespace livetap::journal;

namespace {

struct Read {
  std::vector<std::int64_t> numbers;  // of the samples
  std::vector<std::string> messages;  // of the events
  std::uint64_t damaged = 0;
};

/// Everything in a run, page by page.
Read read_run(JournalReader& reader, const JournalRun& run, std::size_t rows = 500) {
  Read read;
  JournalPage<SampleRow> samples;
  for (samples.last = run.after_sample; samples.last < run.last_sample;) {
    CHECK_FALSE(reader.samples({samples.last, run.last_sample, rows}, samples).has_value());
    CHECK(samples.rows.size() <= rows);
    for (const auto& sample : samples.rows) {
      read.numbers.push_back(std::get<std::int64_t>(sample.rows.field(0, 1)));
    }
    read.damaged += samples.damaged;
  }
  JournalPage<EventRow> events;
  for (events.last = run.after_event; events.last < run.last_event;) {
    CHECK_FALSE(reader.events({events.last, run.last_event, rows}, events).has_value());
    CHECK(events.rows.size() <= rows);
    for (const auto& row : events.rows) {
      read.messages.push_back(row.event.message);
    }
    read.damaged += events.damaged;
  }
  return read;
}

using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a reader beside the writer sees what was written, page by page, each row once") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_item(1, 3), sample_of_counts(1, 2), sample_of_counts(2, 1, "other")});
  JournalReader reader(place.path);
  REQUIRE_FALSE(reader.refresh().has_value());
  REQUIRE(reader.runs().size() == 1);
  const auto run = reader.runs()[0];
  JournalPage<SampleRow> page;
  REQUIRE_FALSE(reader.samples({}, page).has_value());
  REQUIRE(page.rows.size() == 2);
  CHECK(page.rows[0].id == 1);
  CHECK(page.rows[0].time == sample_wall + Milliseconds(1));
  CHECK(*page.rows[0].shape == sample_measurement());
  CHECK(page.rows[0].rows.size() == 2);
  CHECK(page.rows[0].rows.field(0, 3) == Value(std::string_view("one\n\0two", 8)));
  CHECK(is_null(page.rows[0].rows.field(1, 0)));
  CHECK(page.rows[1].shape->name == "other");
  JournalPage<EventRow> events;
  reader.events({.after = 1}, events);
  REQUIRE(events.rows.size() == 2);
  CHECK(events.rows[0].id == 2);
  CHECK(events.rows[0].event == sample_event(2));
  CHECK(events.rows[0].taken == sample_wall);

  file.write({sample_of_counts(3, 1), sample_item(4, 1)});
  CHECK_FALSE(reader.refresh().has_value());
  CHECK(reader.runs()[0].id == run.id);
  const auto all = read_run(reader, reader.runs()[0], 1);
  CHECK(all.numbers == Numbers{1, 2, 3});
  CHECK(all.messages == Texts{"1", "2", "3", "4"});
}

TEST_CASE("a page ends at its bytes, but holds a row at least") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_of_counts(1, 50), sample_of_counts(2, 50), sample_of_counts(3, 50)});
  JournalReader reader(place.path);
  reader.refresh();
  JournalPage<SampleRow> page;
  reader.samples({.bytes = 1}, page);
  CHECK(page.rows.size() == 1);
  CHECK(page.last == 1);
}

TEST_CASE("each opening begins a run, and the rows of both are told apart") {
  JournalPlace place;
  for (int i = 1; i <= 3; ++i) {
    JournalFile file(place.path);
    file.open();
    file.write({sample_of_counts(i, 1), sample_item(i, 1)});
  }
  JournalReader reader(place.path);
  reader.refresh();
  REQUIRE(reader.runs().size() == 3);
  for (int i = 1; i <= 3; ++i) {
    const auto all = read_run(reader, reader.runs()[static_cast<std::size_t>(i) - 1]);
    CHECK(all.numbers == Numbers{i});
    CHECK(all.messages == Texts{std::to_string(i)});
  }
}

TEST_CASE("an older copy of a journal goes on with a run that the other never had") {
  JournalPlace place;
  const auto copy = place.folder / "copy.db";
  {
    JournalFile file(place.path);
    file.open();
    file.write({sample_of_counts(1, 1)});
  }
  std::filesystem::copy_file(place.path, copy);
  {
    JournalFile file(place.path);
    file.open();
    file.write({sample_of_counts(2, 1)});
  }
  JournalReader reader(place.path);
  reader.refresh();
  const auto was = reader.runs();
  std::filesystem::rename(copy, place.path);
  JournalFile file(place.path);
  file.open();
  file.write({sample_of_counts(3, 1)});
  CHECK_FALSE(reader.refresh().has_value());
  REQUIRE(reader.runs().size() == 2);
  CHECK(reader.runs()[0].id == was[0].id);
  CHECK(reader.runs()[0].last_sample == was[0].last_sample);
  CHECK(reader.runs()[1].id != was[1].id);
  CHECK(read_run(reader, reader.runs()[1]).numbers == Numbers{3});
}

TEST_CASE("runs whose rows are gone, or that had none, are forgotten") {
  JournalPlace place;
  for (int i = 1; i <= 20; ++i) {
    JournalFile file(place.path);
    file.open();
    if (i == 10) {
      file.write({sample_of_counts(1, 1)});
    }
  }
  JournalReader reader(place.path);
  reader.refresh();
  CHECK(reader.runs().size() == 2);
  {
    JournalFile file(place.path);
    file.open();
    file.shrink({.max_bytes = 0}, sample_wall);
  }
  JournalFile file(place.path);
  file.open();
  reader.refresh();
  CHECK(reader.runs().size() == 1);
}

TEST_CASE("rows that the caps deleted are passed over, the newest included") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write(
      {sample_of_counts(1, 1), sample_of_counts(2, 1), sample_of_counts(3, 1), sample_item(1, 3)});
  JournalReader reader(place.path);
  reader.refresh();
  place.number("delete from sample where id <= 2");
  place.number("delete from event");
  const auto all = read_run(reader, reader.runs()[0]);
  CHECK(all.numbers == Numbers{3});
  CHECK(all.damaged == 0);
}

TEST_CASE("a row that is missing between others is counted as damaged") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_of_counts(1, 1), sample_of_counts(2, 1), sample_of_counts(3, 1),
              sample_of_counts(4, 1), sample_of_counts(5, 1)});
  place.number("delete from sample where id in (1, 3, 5)");
  JournalReader reader(place.path);
  reader.refresh();
  const auto all = read_run(reader, reader.runs()[0]);
  CHECK(all.numbers == Numbers{2, 4});
  CHECK(all.damaged == 2);
}

TEST_CASE("a row that makes no sense is left out and counted, and the others are read") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  for (int i = 1; i <= 8; ++i) {
    file.write({sample_of_counts(i, 1), sample_item(i, 1)});
  }
  place.number("update sample set rows = x'01' where id = 1");
  place.number("update sample set time = time + 1 where id = 2");
  place.number("update sample set row_count = 2 where id = 3");
  place.number("update sample set shape = 77 where id = 4");
  place.number("update sample set rows = x'' where id = 5");
  place.number("update event set severity = 9 where id = 8");
  JournalReader reader(place.path);
  reader.refresh();
  const auto all = read_run(reader, reader.runs()[0], 2);
  CHECK(all.numbers == Numbers{6, 7, 8});
  CHECK(all.messages == Texts{"1", "2", "3", "4", "5", "6", "7"});
  CHECK(all.damaged == 6);
  place.number("update shape set shape = replace(shape, 'rate', 'pace')");
  JournalReader again(place.path);
  again.refresh();
  CHECK(read_run(again, again.runs()[0]).damaged == 9);
}

TEST_CASE("a journal of an earlier build is not read, and the reader says so") {
  JournalPlace place;
  {
    JournalFile file(place.path);
    file.open();
  }
  place.number("pragma user_version = 2");
  JournalReader reader(place.path);
  const auto fault = reader.refresh();
  REQUIRE(fault.has_value());
  CHECK(fault->what.find("earlier build") != std::string::npos);
}

TEST_CASE("what is no journal is a fault in words, and a journal that comes later is found") {
  JournalPlace place;
  JournalReader reader(place.path);
  const auto missing = reader.refresh();
  REQUIRE(missing.has_value());
  CHECK(missing->text().find("is not there") != std::string::npos);
  JournalPage<SampleRow> page;
  CHECK_FALSE(reader.samples({}, page).has_value());
  CHECK(page.rows.empty());
  place.folder.write("journal.db", "hello");
  CHECK(reader.refresh()->kind == JournalFault::Kind::damaged);
  std::filesystem::remove(place.path);
  JournalFile file(place.path);
  file.open();
  file.write({sample_of_counts(1, 1)});
  CHECK_FALSE(reader.refresh().has_value());
  CHECK(read_run(reader, reader.runs()[0]).numbers == Numbers{1});
}

TEST_CASE("a live journal that is locked is never read around its lock, unless that is asked for") {
  test::FaultyDisk disk;
  disk.take_shared_memory();
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_of_counts(1, 1)});
  Database other(place.path, Database::Mode::make);
  other.run("begin exclusive");
  JournalReader live(place.path, JournalReader::Fallback::none);
  const auto fault = live.refresh();
  REQUIRE(fault.has_value());
  CHECK(fault->kind == JournalFault::Kind::away);
  CHECK(fault->what.find("locked") != std::string::npos);
  JournalReader any(place.path, JournalReader::Fallback::file_alone);
  CHECK_FALSE(any.refresh().has_value());
  CHECK(read_run(any, any.runs()[0]).numbers == Numbers{1});
  other.run("rollback");
  CHECK_FALSE(live.refresh().has_value());
  CHECK(read_run(live, live.runs()[0]).numbers == Numbers{1});
}

TEST_CASE("a reader keeps no writer waiting and leaves the file as it is") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_of_counts(1, 1), sample_of_counts(2, 1)});
  JournalReader reader(place.path);
  reader.refresh();
  JournalPage<SampleRow> page;
  reader.samples({.rows = 1}, page);
  CHECK_FALSE(file.write({sample_of_counts(3, 1)}).has_value());
  // A transaction that is still open would keep the -wal from being emptied.
  Database other(place.path, Database::Mode::make);
  CHECK(other.number("pragma wal_checkpoint(truncate)") == 0);
  CHECK(std::filesystem::file_size(place.path.string() + "-wal") == 0);
}

TEST_CASE("a query for one measurement and a time gives those rows alone") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  for (int i = 1; i <= 10; ++i) {
    file.write({sample_of_counts(i, 1), sample_of_counts(i, 1, "other"), sample_item(i, 1)});
  }
  JournalReader reader(place.path);
  reader.refresh();
  std::vector<Measurement> shapes;
  CHECK_FALSE(reader.shapes(shapes).has_value());
  REQUIRE(shapes.size() == 2);
  CHECK(shapes[1].name == "other");
  const auto since = sample_wall + Milliseconds(8);
  CHECK(reader.sample_before(since) == 14);
  CHECK(reader.event_before(since) == 7);
  CHECK(reader.sample_before(sample_wall + Milliseconds(11)) == 20);
  CHECK(reader.sample_before(sample_wall) == 0);
  JournalQuery query;
  query.measurement = "other";
  query.since = since;
  JournalPage<SampleRow> page;
  reader.samples(query, page);
  CHECK(page.rows.size() == 3);
  for (const auto& row : page.rows) {
    CHECK(row.shape->name == "other");
    CHECK(row.time >= since);
  }
  JournalPage<EventRow> events;
  reader.events(query, events);
  CHECK(events.rows.size() == 3);
}
