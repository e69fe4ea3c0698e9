#include "agent/journal/journal_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "agent/journal/journal_schema.hpp"
#include "support/faulty_disk.hpp"
#include "unit/agent/journal/journal_samples.hpp"

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;

namespace {

JournalContents contents_of(JournalFile& file) {
  JournalContents contents;
  CHECK_FALSE(file.read(contents).has_value());
  return contents;
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat file {};
  ::stat(path.c_str(), &file);
  return file.st_mode & 0777U;
}

}  // namespace

TEST_CASE("a new journal has an id of its own, is its owner's alone, and gives space back") {
  JournalPlace place;
  JournalPlace other;
  JournalFile file(place.path);
  JournalFile second(other.path);
  REQUIRE_FALSE(file.open().has_value());
  REQUIRE_FALSE(second.open().has_value());
  CHECK(file.is_new());
  CHECK(file.id().size() == 32);
  CHECK(file.id() != second.id());
  CHECK_FALSE(file.write({sample_item(1, 1)}).has_value());
  CHECK(mode_of(place.path) == 0600);
  CHECK(mode_of(place.path.string() + "-wal") == 0600);
  CHECK(place.number("pragma auto_vacuum") == 2);
  CHECK(place.number("pragma user_version") == schema_version);
}

TEST_CASE("what was written is read back by the next one to open: state, events, id") {
  JournalPlace place;
  std::string id;
  {
    JournalFile file(place.path);
    file.open();
    id = file.id();
    auto item = sample_item(1, 3);
    item.commit.events[1].attributes.clear();
    item.commit.state.emplace_back(std::string("\0key", 4), std::string("\xFF\0\n", 3));
    CHECK_FALSE(file.write({item, sample_item(4, 2), sample_item(1, 0, "")}).has_value());
  }
  JournalFile file(place.path);
  CHECK_FALSE(file.open().has_value());
  CHECK_FALSE(file.is_new());
  CHECK(file.id() == id);
  const auto contents = contents_of(file);
  CHECK(contents.states ==
        States{{"", {{"next", "1"}}},
               {"probe", {{"next", "6"}, {std::string("\0key", 4), std::string("\xFF\0\n", 3)}}}});
  REQUIRE(contents.newest.size() == 5);
  CHECK(contents.newest[0] == sample_event(5));
  CHECK(contents.newest[3].attributes.empty());
  CHECK(contents.newest[4] == sample_event(1));
}

TEST_CASE("the newest 200 are those by their own time, whatever order they came in") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_item(1'000, 150), sample_item(1, 500), sample_item(1'150, 20)});
  const auto newest = contents_of(file).newest;
  REQUIRE(newest.size() == 200);
  CHECK(newest[0].message == "1169");
  CHECK(newest[169].message == "1000");
  CHECK(newest[170].message == "500");
}

TEST_CASE("an id is never used again, not even when the newest row is gone") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_item(1, 3)});
  CHECK(file.shrink({.max_bytes = 0}, sample_wall).deleted.events == 3);
  file.close();
  file.open();
  file.write({sample_item(4, 1)});
  CHECK(place.number("select id from event") == 4);
}

TEST_CASE("a row that makes no sense is left out and counted") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_item(1, 5)});
  place.number("update event set severity = 9 where id = 1");
  place.number("update event set time = 'soon' where id = 2");
  place.number("update event set message = x'00' where id = 3");
  const auto contents = contents_of(file);
  CHECK(contents.newest.size() == 2);
  CHECK(contents.damaged_rows == 3);
}

TEST_CASE("over its size the oldest events go, step by step, and the file shrinks") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  for (int i = 0; i < 20; ++i) {
    file.write({sample_item(i * 500, 500)});
  }
  const auto full = place.number("pragma page_count") * place.number("pragma page_size");
  const JournalCaps caps{.max_bytes = static_cast<std::uint64_t>(full) / 2};
  std::uint64_t deleted = 0;
  int steps = 0;
  for (bool more = true; more; ++steps) {
    const auto step = file.shrink(caps, sample_wall);
    REQUIRE_FALSE(step.fault.has_value());
    CHECK(step.deleted.events <= 500);
    deleted += step.deleted.events;
    more = step.more;
  }
  CHECK(steps >= 10);
  CHECK(deleted >= 4'500);
  CHECK(deleted <= 6'500);
  CHECK(place.number("select min(id) from event") == static_cast<std::int64_t>(deleted) + 1);
  CHECK(place.number("pragma page_count") * place.number("pragma page_size") <=
        static_cast<std::int64_t>(caps.max_bytes));
  CHECK(contents_of(file).states.at("probe").at("next") == "10000");
}

TEST_CASE("events older than the cap since they came go, whenever they happened") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  auto young = sample_item(100, 10);
  young.taken = sample_wall + 2h;
  for (auto& event : young.commit.events) {
    event.time -= 24h * 365;
  }
  file.write({sample_item(1, 10), young});
  const JournalCaps caps{.max_age = 1h};
  CHECK(file.shrink(caps, sample_wall + 1h).deleted.events == 0);
  CHECK(file.shrink(caps, sample_wall + 1h + 1ms).deleted.events == 10);
  CHECK(file.shrink(caps, sample_wall + 2h).deleted.events == 0);
  CHECK(place.number("select count(*) from event") == 10);
}

TEST_CASE("a cap that nothing fits in empties the journal and then rests") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({sample_item(1, 1'200)});
  int steps = 0;
  while (file.shrink({.max_bytes = 1}, sample_wall).more && steps < 100) {
    ++steps;
  }
  CHECK(steps < 20);
  CHECK(place.number("select count(*) from event") == 0);
}

TEST_CASE("a journal of a later version is left as it is") {
  JournalPlace place;
  {
    JournalFile file(place.path);
    file.open();
    file.write({sample_item(1, 3)});
  }
  place.number("pragma user_version = 4");
  JournalFile file(place.path);
  const auto fault = file.open();
  REQUIRE(fault.has_value());
  CHECK(fault->kind == JournalFault::Kind::newer);
  CHECK(fault->text().find("later version") != std::string::npos);
  CHECK_FALSE(file.is_open());
  CHECK(place.number("pragma user_version") == 4);
  CHECK(place.counted_up_to(3));
}

TEST_CASE("another program's database is no journal") {
  JournalPlace place;
  place.number("create table t (x)");
  const auto fault = JournalFile(place.path).open();
  REQUIRE(fault.has_value());
  CHECK(fault->kind == JournalFault::Kind::damaged);
}

TEST_CASE("a journal is noticed to be gone, or to be another one") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  CHECK(file.is_in_place());
  std::filesystem::rename(place.path, place.folder / "elsewhere");
  CHECK_FALSE(file.is_in_place());
  place.folder.write("journal.db", "");
  CHECK_FALSE(file.is_in_place());
}

TEST_CASE("what another one holds locked is no damage") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  Database other(place.path, Database::Mode::make);
  other.run("begin exclusive");
  const auto fault = file.write({sample_item(1, 1)});
  REQUIRE(fault.has_value());
  CHECK(fault->kind == JournalFault::Kind::away);
  CHECK(fault->what.find("locked") != std::string::npos);
  other.run("rollback");
  CHECK_FALSE(file.write({sample_item(1, 1)}).has_value());
  CHECK(place.counted_up_to(1));
}

TEST_CASE("samples of one shape share it, and it is found again by the next one to open") {
  JournalPlace place;
  {
    JournalFile file(place.path);
    file.open();
    file.write({sample_of_counts(1, 2), sample_of_counts(2, 2), sample_of_counts(3, 1, "other")});
  }
  JournalFile file(place.path);
  file.open();
  file.write({sample_of_counts(4, 2)});
  CHECK(place.number("select count(*) from sample") == 4);
  CHECK(place.number("select sum(row_count) from sample") == 7);
  CHECK(place.number("select count(*) from shape") == 2);
  CHECK(place.number("select count(distinct shape) from sample") == 2);
}

TEST_CASE("a shape of a transaction that failed is written with the next one") {
  JournalPlace place;
  test::FaultyDisk disk;
  JournalFile file(place.path);
  file.open();
  disk.fail(test::FaultyDisk::Fault::full);
  CHECK(file.write({sample_of_counts(1, 1)}).has_value());
  disk.fail(test::FaultyDisk::Fault::none);
  CHECK_FALSE(file.write({sample_of_counts(2, 1)}).has_value());
  CHECK(place.number("select count(*) from sample join shape on shape.id = sample.shape") == 1);
}

TEST_CASE("the caps take the oldest rows first, be they samples or events") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  auto first = sample_item(1, 10);
  auto second = sample_of_counts(1, 3);
  second.taken = sample_wall + 1h;
  auto third = sample_item(11, 10);
  third.taken = sample_wall + 2h;
  file.write({first, second, third});
  const JournalCaps caps{.max_bytes = 1};
  CHECK(file.shrink(caps, sample_wall).deleted == JournalExpired{10, 0, 0, 0});
  CHECK(file.shrink(caps, sample_wall).deleted == JournalExpired{0, 1, 0, 0});
  CHECK(file.shrink(caps, sample_wall).deleted == JournalExpired{10, 0, 0, 0});
  CHECK(file.shrink(caps, sample_wall).deleted == JournalExpired{});
}

TEST_CASE("samples older than the cap go, while younger events stay") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  auto young = sample_item(1, 2);
  young.taken = sample_wall + 2h;
  file.write({sample_of_counts(1, 1), young});
  const JournalCaps caps{.max_age = 1h};
  CHECK(file.shrink(caps, sample_wall + 1h).deleted == JournalExpired{});
  CHECK(file.shrink(caps, sample_wall + 2h).deleted == JournalExpired{0, 1, 0, 0});
  CHECK(file.shrink(caps, sample_wall + 2h).deleted == JournalExpired{});
}

TEST_CASE("what the caps delete before it was shipped is counted apart, restarts included") {
  JournalPlace place;
  const JournalCaps caps{.max_bytes = 1, .shipped = true};
  {
    JournalFile file(place.path);
    file.open();
    file.write({sample_item(1, 10), sample_of_counts(1, 1), sample_of_counts(2, 1)});
    file.set_shipped({1, 7});
    file.write({sample_item(11, 1)});
  }
  JournalFile file(place.path);
  file.open();
  JournalExpired all;
  for (int i = 0; i < 5; ++i) {
    all += file.shrink(caps, sample_wall).deleted;
  }
  CHECK(all == JournalExpired{11, 2, 4, 1});
}
