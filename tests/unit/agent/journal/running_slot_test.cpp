#include <doctest/doctest.h>

#include "agent/journal/journal_reader.hpp"
#include "support/faulty_disk.hpp"
#include "unit/agent/journal/journal_samples.hpp"

// Slots that have begun and not ended: what a killed agent leaves of them.

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;

namespace {

using Numbers = std::vector<std::int64_t>;

/// The newest run's samples, by their number.
Numbers newest_run(const JournalPlace& place) {
  JournalReader reader(place.path);
  REQUIRE_FALSE(reader.refresh().has_value());
  const auto& run = reader.runs().back();
  JournalPage<SampleRow> page;
  REQUIRE_FALSE(reader.samples({run.after_sample, run.last_sample}, page).has_value());
  CHECK(page.damaged == 0);
  Numbers numbers;
  for (const auto& sample : page.rows) {
    numbers.push_back(std::get<std::int64_t>(sample.rows.field(0, 1)));
  }
  return numbers;
}

}  // namespace

TEST_CASE("a running slot is no sample while its agent lives, and the whole slot replaces it") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  CHECK_FALSE(file.write({running_slot(1, 1), running_slot(2, 1, "other")}).has_value());
  CHECK(newest_run(place).empty());
  CHECK(place.number("select count(*) from running") == 2);
  CHECK_FALSE(file.write({running_slot(3, 1)}).has_value());
  CHECK(place.number("select count(*) from running") == 2);
  CHECK_FALSE(file.write({sample_of_counts(4, 1)}).has_value());
  CHECK(newest_run(place) == Numbers{4});
  CHECK(place.number("select count(*) from running where measurement = 'other'") == 1);
  CHECK(place.number("select count(*) from running") == 1);
}

TEST_CASE("running slots of an agent that was killed are samples of the next run") {
  JournalPlace place;
  {
    JournalFile killed(place.path);
    killed.open();
    killed.write({sample_of_counts(1, 1), running_slot(2, 3), running_slot(3, 1, "other")});
  }
  JournalFile file(place.path);
  CHECK_FALSE(file.open().has_value());
  CHECK(place.number("select count(*) from running") == 0);
  CHECK(newest_run(place) == Numbers{2, 3});
  CHECK(place.number("select row_count from sample where id = 2") == 3);
  CHECK_FALSE(file.write({sample_of_counts(4, 1)}).has_value());
  CHECK(newest_run(place) == Numbers{2, 3, 4});
}

TEST_CASE("a file that its own agent opens again keeps the running slots") {
  JournalPlace place;
  JournalFile file(place.path);
  file.open();
  file.write({running_slot(1, 1)});
  file.close();
  file.open();
  CHECK(newest_run(place).empty());
  file.write({sample_of_counts(2, 1)});
  CHECK(newest_run(place) == Numbers{2});
  CHECK(place.number("select count(*) from running") == 0);
}

TEST_CASE("a slot whose transaction fails still runs, and ends with the next try") {
  JournalPlace place;
  test::FaultyDisk disk;
  JournalFile file(place.path);
  file.open();
  file.write({running_slot(1, 1)});
  disk.fail(test::FaultyDisk::Fault::full);
  CHECK(file.write({sample_of_counts(2, 1)}).has_value());
  disk.fail(test::FaultyDisk::Fault::none);
  CHECK(place.number("select count(*) from running") == 1);
  CHECK_FALSE(file.write({sample_of_counts(2, 1)}).has_value());
  CHECK(place.number("select count(*) from running") == 0);
  CHECK(newest_run(place) == Numbers{2});
}
