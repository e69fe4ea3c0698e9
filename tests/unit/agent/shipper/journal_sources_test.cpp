#include "agent/shipper/journal_sources.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "agent/journal/set_aside.hpp"
#include "unit/agent/journal/journal_samples.hpp"

using namespace livetap;
using namespace livetap::shipper;
using namespace livetap::journal;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime start{1h};

/// A journal with so many events and one sample of each of two measurements.
void fill(const JournalPlace& place, int events) {
  JournalFile file(place.path);
  REQUIRE_FALSE(file.open());
  REQUIRE_FALSE(file.write(
      {sample_item(1, events), sample_of_counts(1, 1, "one"), sample_of_counts(2, 1, "two")}));
}

std::vector<std::string> ids(const std::vector<JournalRun>& runs) {
  std::vector<std::string> made;
  for (const auto& run : runs) {
    made.push_back(run.id);
  }
  return made;
}

}  // namespace

TEST_CASE("a journal that is quarantined goes on to be read at once, beside the new one") {
  const JournalPlace place;
  fill(place, 3);
  JournalSources sources(place.path);
  REQUIRE_FALSE(sources.refresh(start));
  const auto old = ids(sources.runs());
  REQUIRE(old.size() == 1);
  CHECK(sources.quarantined().empty());

  REQUIRE_FALSE(set_aside(place.path, sample_wall).empty());
  CHECK(sources.refresh(start + 1ms).has_value());
  fill(place, 5);
  REQUIRE_FALSE(sources.refresh(start + 2ms));
  CHECK(ids(sources.quarantined()) == old);
  REQUIRE(sources.runs().size() == 1);
  CHECK(sources.runs()[0].id != old[0]);
  JournalPage<EventRow> page;
  REQUIRE_FALSE(sources.events(old[0], {}, page));
  CHECK(page.rows.size() == 3);
  REQUIRE_FALSE(sources.events(sources.runs()[0].id, {}, page));
  CHECK(page.rows.size() == 5);
  CHECK(sources.count(old[0], "one", 0, 10) == 1);
  CHECK(sources.count(old[0], "one", 1, 10) == 0);
  CHECK(sources.count(old[0], "three", 0, 10) == 0);
}

TEST_CASE("a quarantined file that cannot be read is told, and ends with the file") {
  const JournalPlace place;
  fill(place, 3);
  const auto broken = place.path.string() + ".damaged-20261201T000000.000Z";
  std::ofstream(broken) << std::string(8192, 'x');
  JournalSources sources(place.path);
  REQUIRE_FALSE(sources.refresh(start));
  REQUIRE(sources.warnings().size() == 1);
  CHECK(sources.warnings()[0].type == "journal_unreadable");
  CHECK(sources.warnings()[0].subject == std::filesystem::path(broken).filename().string());
  CHECK(sources.quarantined().empty());
  std::filesystem::remove(broken);
  REQUIRE_FALSE(sources.refresh(start + 2s));
  CHECK(sources.warnings().empty());
}

TEST_CASE("a copy of the journal beside it is not read twice") {
  const JournalPlace place;
  fill(place, 3);
  std::filesystem::copy_file(place.path, place.path.string() + ".damaged-20261201T000000.000Z");
  JournalSources sources(place.path);
  REQUIRE_FALSE(sources.refresh(start));
  CHECK(sources.runs().size() == 1);
  CHECK(sources.quarantined().empty());
}
