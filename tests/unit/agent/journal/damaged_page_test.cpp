#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "agent/journal/journal_reader.hpp"
#include "support/faulty_disk.hpp"
#include "unit/agent/journal/btree_pages.hpp"
#include "unit/agent/journal/journal_samples.hpp"

// Pages of the file that are no pages any more: what is lost is what lay on them.

using namespace livetap;
using namespace livetap::journal;

namespace {

using Ids = std::set<std::int64_t>;

/// A closed journal whose sample and event n have id n.
void fill(const std::filesystem::path& path, int samples, int rows, int events) {
  test::FaultyDisk disk;
  disk.skip_syncs();
  JournalFile file(path);
  CHECK_FALSE(file.open().has_value());
  std::vector<JournalItem> items;
  for (int i = 1; i <= samples; ++i) {
    items.push_back(sample_of_counts(i, rows));
  }
  CHECK_FALSE(file.write(items).has_value());
  auto item = sample_item(1, events);
  for (auto& event : item.commit.events) {
    event.attributes = R"({"text": ")" + std::string(100, 'x') + "\"}";
  }
  CHECK_FALSE(file.write({item}).has_value());
}

BtreePages pages_of(const JournalPlace& place, const std::string& table) {
  return {place.path,
          place.number("select rootpage from sqlite_schema where name = '" + table + "'")};
}

struct Read {
  Ids samples;
  Ids events;
  std::uint64_t damaged_samples = 0;
  std::uint64_t damaged_events = 0;
};

/// Everything, page by page; each row is checked to come once, in order, and as it was written.
Read read_all(JournalReader& reader, std::size_t rows = 500) {
  Read read;
  REQUIRE_FALSE(reader.refresh().has_value());
  const auto& run = reader.runs().back();
  JournalPage<SampleRow> samples;
  int calls = 0;
  for (samples.last = 0; samples.last < run.last_sample;) {
    REQUIRE(++calls < 20'000);
    const auto before = samples.last;
    REQUIRE_FALSE(reader.samples({before, run.last_sample, rows}, samples).has_value());
    REQUIRE(samples.last > before);
    for (const auto& sample : samples.rows) {
      REQUIRE(sample.id > (read.samples.empty() ? 0 : *read.samples.rbegin()));
      REQUIRE(std::get<std::int64_t>(sample.rows.field(0, 1)) == sample.id);
      read.samples.insert(sample.id);
    }
    read.damaged_samples += samples.damaged;
  }
  JournalPage<EventRow> events;
  for (events.last = 0; events.last < run.last_event;) {
    REQUIRE(++calls < 20'000);
    const auto before = events.last;
    REQUIRE_FALSE(reader.events({before, run.last_event, rows}, events).has_value());
    REQUIRE(events.last > before);
    for (const auto& event : events.rows) {
      REQUIRE(event.id > (read.events.empty() ? 0 : *read.events.rbegin()));
      REQUIRE(event.event.message == std::to_string(event.id));
      read.events.insert(event.id);
    }
    read.damaged_events += events.damaged;
  }
  return read;
}

/// 1 to `last` without those of the pages.
Ids without(std::int64_t last, const std::vector<BtreePages::Page>& pages) {
  Ids ids;
  for (std::int64_t id = 1; id <= last; ++id) {
    ids.insert(ids.end(), id);
  }
  for (const auto& page : pages) {
    for (const auto id : page.ids) {
      ids.erase(id);
    }
  }
  return ids;
}

/// Each in its own way, so that nothing on it or below it can be read.
void harm(const JournalPlace& place, const BtreePages::Page& page, int way) {
  constexpr std::size_t header = 8;
  switch (page.leaf ? way % 4 : 0) {
    case 0:
      return BtreePages::overwrite(place.path, page.number, 0, std::string(header, '\xFF'));
    case 1:  // the cell pointers
      return BtreePages::overwrite(place.path, page.number, header,
                                   std::string(2 * page.ids.size(), '\xFF'));
    case 2:
      return BtreePages::overwrite(place.path, page.number, 0,
                                   std::string(BtreePages::page_size, '\0'));
    default:
      return BtreePages::overwrite(place.path, page.number, 0,
                                   std::string(BtreePages::page_size, '\x5A'));
  }
}

std::vector<BtreePages::Page> pick(const std::vector<BtreePages::Page>& pages,
                                   const std::vector<std::size_t>& which) {
  std::vector<BtreePages::Page> picked;
  for (const auto i : which) {
    picked.push_back(pages.at(i));
  }
  return picked;
}

}  // namespace

TEST_CASE("damaged pages cost the rows that lay on them, and every other row is read once") {
  JournalPlace place;
  constexpr int samples = 2'000;
  constexpr int events = 20'000;
  fill(place.path, samples, 200, events);
  CHECK(std::filesystem::file_size(place.path) > 6'000'000);
  const auto sample_pages = pages_of(place, "sample");
  const auto event_pages = pages_of(place, "event");
  REQUIRE(sample_pages.interior().size() >= 2);
  REQUIRE(event_pages.interior().size() >= 2);
  // The first, the last, two side by side and some between.
  const auto last = sample_pages.leaves().size() - 1;
  auto harmed_samples = pick(sample_pages.leaves(), {0, 10, 500, 501, last});
  auto harmed_events = pick(event_pages.leaves(), {0, 3, 100, 101, 200});
  SUBCASE("leaves") {}
  SUBCASE("and a page between the root and the leaves") {
    harmed_samples.push_back(sample_pages.interior()[0]);
    harmed_events.push_back(event_pages.interior()[1]);
  }
  int way = 0;
  for (const auto& page : harmed_samples) {
    harm(place, page, way++);
  }
  for (const auto& page : harmed_events) {
    harm(place, page, way++);
  }
  JournalReader reader(place.path);
  const auto read = read_all(reader);
  const auto sound_samples = without(samples, harmed_samples);
  const auto sound_events = without(events, harmed_events);
  CHECK(read.samples == sound_samples);
  CHECK(read.events == sound_events);
  CHECK(read.damaged_samples == samples - sound_samples.size());
  CHECK(read.damaged_events == events - sound_events.size());
}

TEST_CASE("a damaged page is stepped over in small steps") {
  JournalPlace place;
  constexpr int events = 20'000;
  fill(place.path, 1, 1, events);
  const auto pages = pages_of(place, "event");
  const auto page = pages.interior()[0];
  REQUIRE(page.ids.size() > 5'000);
  harm(place, page, 0);
  JournalReader reader(place.path);
  REQUIRE_FALSE(reader.refresh().has_value());
  JournalPage<EventRow> found;
  REQUIRE_FALSE(reader.events({0, events}, found).has_value());
  CHECK(found.rows.empty());
  CHECK(found.damaged == 2'000);
  CHECK(found.last == 2'000);
}

TEST_CASE("an id that is another after damage hides no row of another page") {
  for (const auto& [id, wrong] : {std::pair(11, '\x7F'),
                                  {11, '\x03'},
                                  {11, '\x31'},
                                  {12, '\x31'},
                                  {20, '\x7F'},
                                  {1, '\x7F'}}) {
    CAPTURE(id);
    CAPTURE(wrong);
    JournalPlace place;
    fill(place.path, 120, 150, 1);
    const auto pages = pages_of(place, "sample");
    BtreePages::overwrite(place.path, 1, pages.place_of(id), std::string(1, wrong));
    Ids near;
    for (const auto& page : pages.leaves()) {
      if (std::find(page.ids.begin(), page.ids.end(), id) != page.ids.end()) {
        near.insert(page.ids.begin(), page.ids.end());
      }
    }
    JournalReader reader(place.path);
    REQUIRE_FALSE(reader.refresh().has_value());
    JournalPage<SampleRow> found;
    Ids numbers;
    for (found.last = 0; found.last < 120;) {
      const auto before = found.last;
      REQUIRE_FALSE(reader.samples({before, 120, 9}, found).has_value());
      REQUIRE(found.last > before);
      for (const auto& sample : found.rows) {
        CHECK(numbers.insert(std::get<std::int64_t>(sample.rows.field(0, 1))).second);
      }
    }
    for (std::int64_t number = 1; number <= 120; ++number) {
      CAPTURE(number);
      CHECK((numbers.count(number) == 1 || near.count(number) == 1));
    }
  }
}

TEST_CASE("bytes overwritten anywhere in the tables give no wrong row, no row twice, and an end") {
  JournalPlace place;
  fill(place.path, 100, 100, 500);
  std::mt19937 random(20261201);
  const auto copy = place.folder / "copy.db";
  std::vector<BtreePages::Page> pages;
  for (const auto* table : {"sample", "event"}) {
    const auto leaves = pages_of(place, table).leaves();
    pages.insert(pages.end(), leaves.begin(), leaves.end());
  }
  std::size_t lost = 0;
  for (int i = 0; i < 300; ++i) {
    CAPTURE(i);
    std::filesystem::copy_file(place.path, copy, std::filesystem::copy_options::overwrite_existing);
    for (auto left = 1 + random() % 3; left > 0; --left) {
      const auto at = random() % 2 == 0 ? random() % 60 : random() % 4'000;
      std::string bytes(1 + random() % 8, '\0');
      std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
      BtreePages::overwrite(copy, pages[random() % pages.size()].number, at, bytes);
    }
    JournalReader reader(copy);
    REQUIRE_FALSE(reader.refresh().has_value());
    JournalPage<SampleRow> found;
    std::int64_t last = 0;
    int calls = 0;
    for (found.last = 0; found.last < 100; ++calls) {
      REQUIRE(calls < 200);
      const auto before = found.last;
      REQUIRE_FALSE(reader.samples({before, 100, 7}, found).has_value());
      REQUIRE(found.last > before);
      for (const auto& sample : found.rows) {
        REQUIRE(sample.id > last);
        REQUIRE(std::get<std::int64_t>(sample.rows.field(0, 1)) == sample.id);
        last = sample.id;
      }
      lost += found.damaged;
    }
    JournalPage<EventRow> events;
    for (events.last = 0; events.last < 500; ++calls) {
      REQUIRE(calls < 1'000);
      const auto before = events.last;
      REQUIRE_FALSE(reader.events({before, 500, 7}, events).has_value());
      REQUIRE(events.last > before);
      lost += events.damaged;
    }
  }
  CHECK(lost > 100);
  CHECK(lost < 300 * 120);
}
