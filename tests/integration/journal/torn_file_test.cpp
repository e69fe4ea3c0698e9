#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "agent/journal/journal_reader.hpp"
#include "support/faulty_disk.hpp"
#include "unit/agent/journal/journal_samples.hpp"

// A small journal, harmed at every byte: the agent starts, and goes on with what is sound.

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Thousands of small files: not on a disk, where there is another place.
struct Quickly {
  test::FaultyDisk disk;
  std::optional<std::string> was;

  Quickly() {
    if (const char* folder = std::getenv("TMPDIR")) {
      was = folder;
    }
    disk.skip_syncs();
    if (fs::is_directory("/dev/shm")) {
      ::setenv("TMPDIR", "/dev/shm", 1);
    }
  }
  ~Quickly() { was ? ::setenv("TMPDIR", was->c_str(), 1) : ::unsetenv("TMPDIR"); }
};

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A journal of 512-byte pages with events 1 to 20 and samples 3 and 13, as an agent leaves it:
/// ended, or killed with the last ten in the -wal.
struct SmallJournal {
  std::string file;
  std::string wal;

  explicit SmallJournal(bool killed) {
    JournalPlace place;
    Database(place.path, Database::Mode::make)
        .run("pragma page_size = 512; pragma auto_vacuum = incremental; vacuum");
    JournalFile journal(place.path);
    CHECK_FALSE(journal.open().has_value());
    for (int i = 1; i <= 20; i += 2) {
      journal.write({sample_item(i, 2)});
      if (i == 3 || i == 13) {
        journal.write({sample_of_counts(i, 1)});
      }
      if (i == 9) {
        Database(place.path, Database::Mode::make).run("pragma wal_checkpoint(truncate)");
      }
    }
    if (!killed) {
      journal.close();
    }
    file = bytes_of(place.path);
    wal = killed ? bytes_of(place.path.string() + "-wal") : "";
    CHECK(file.size() < 16'000);
  }
};

/// Every byte from 0 on and `end` itself, nightly; else each seventh, for each costs two starts.
std::vector<std::size_t> places_up_to(std::size_t end) {
  const std::size_t step = std::getenv("LIVETAP_NIGHTLY") != nullptr ? 1 : 7;
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < end; at += step) {
    places.push_back(at);
  }
  places.push_back(end);
  return places;
}

struct Outcome {
  JournalContents contents;
  bool set_aside = false;
};

/// What a reader finds in the journal: each sample as it was written, or not at all.
void check_samples(const fs::path& path) {
  JournalReader reader(path);
  if (reader.refresh()) {
    return;
  }
  JournalPage<SampleRow> page;
  static_cast<void>(reader.samples({}, page));
  for (const auto& sample : page.rows) {
    const auto number = (sample.time - sample_wall).count();
    REQUIRE((number == 3 || number == 13));
    REQUIRE(sample.shape->fields == sample_measurement().fields);
    REQUIRE(sample.rows.size() == 1);
    REQUIRE(sample.rows.tag(0, 0) == "0");
    REQUIRE(sample.rows.field(0, 0) == Value(static_cast<double>(number) / 8));
    REQUIRE(sample.rows.field(0, 1) == Value(number));
  }
}

/// Starts on such files, writes a commit, and starts once more: that must find it.
Outcome start_on(const std::string& file, const std::string& wal) {
  JournalPlace place;
  place.folder.write("journal.db", file);
  if (!wal.empty()) {
    place.folder.write("journal.db-wal", wal);
  }
  Outcome outcome;
  {
    JournalWriter writer(place.path, {});
    outcome.contents = writer.begin(after(0s));
    bool written = writer.is_off();
    for (auto now = after(0s); !written && now.steady < after(60s).steady; now.steady += 1s) {
      written = writer.write({sample_item(1'000, 1, "after")}, now);
    }
    CHECK(written);
    if (writer.is_off()) {
      return outcome;  // a byte that made it a later version's
    }
  }
  check_samples(place.path);
  outcome.set_aside = !place.set_aside().empty();
  JournalWriter again(place.path, {});
  const auto contents = again.begin(after(0s));
  CHECK(contents.states.count("after") == 1);
  return outcome;
}

/// State and events of one commit are there together, and none is without those before it.
bool is_a_prefix(const JournalContents& contents) {
  const auto state = contents.states.find("probe");
  const auto next = state == contents.states.end() ? 1 : std::stoul(state->second.at("next"));
  if (contents.newest.size() + 1 != next || contents.damaged_rows > 0) {
    return false;
  }
  for (std::size_t i = 0; i < contents.newest.size(); ++i) {
    if (contents.newest[i].message != std::to_string(next - 1 - i)) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("a journal cut off at any byte is sound or set aside") {
  const Quickly quickly;
  const SmallJournal small(false);
  int whole = 0;
  for (const auto size : places_up_to(small.file.size())) {
    CAPTURE(size);
    const auto outcome = start_on(small.file.substr(0, size), "");
    REQUIRE((outcome.set_aside || is_a_prefix(outcome.contents)));
    whole += outcome.contents.newest.size() == 20 ? 1 : 0;
  }
  CHECK(whole >= 1);
}

TEST_CASE("a -wal cut off at any byte gives whole commits, and the state of the last of them") {
  const Quickly quickly;
  const SmallJournal killed(true);
  REQUIRE(killed.wal.size() > 5'000);
  std::size_t last = 0;
  for (const auto size : places_up_to(killed.wal.size())) {
    CAPTURE(size);
    const auto outcome = start_on(killed.file, killed.wal.substr(0, size));
    REQUIRE_FALSE(outcome.set_aside);
    REQUIRE(is_a_prefix(outcome.contents));
    REQUIRE(outcome.contents.newest.size() >= last);
    last = outcome.contents.newest.size();
  }
  CHECK(last == 20);
}

TEST_CASE("a byte flipped in the -wal gives whole commits, too") {
  const Quickly quickly;
  const SmallJournal killed(true);
  for (const auto at : places_up_to(killed.wal.size() - 1)) {
    CAPTURE(at);
    auto wal = killed.wal;
    wal[at] = static_cast<char>(wal[at] ^ (1 << (at % 8)));
    const auto outcome = start_on(killed.file, wal);
    REQUIRE_FALSE(outcome.set_aside);
    REQUIRE(is_a_prefix(outcome.contents));
  }
}

TEST_CASE("a byte flipped anywhere in a journal stops nothing") {
  const Quickly quickly;
  const SmallJournal small(false);
  int set_aside = 0;
  for (const auto at : places_up_to(small.file.size() - 1)) {
    CAPTURE(at);
    auto file = small.file;
    file[at] = static_cast<char>(file[at] ^ (1 << (at % 8)));
    set_aside += start_on(file, "").set_aside ? 1 : 0;
  }
  CHECK(set_aside > 10);
  CHECK(set_aside < static_cast<int>(small.file.size()));
}

TEST_CASE("a header that is gone is no harm while the -wal has another") {
  const Quickly quickly;
  const SmallJournal killed(true);
  auto file = killed.file;
  file.replace(0, 100, 100, 'x');
  const auto outcome = start_on(file, killed.wal);
  CHECK_FALSE(outcome.set_aside);
  CHECK(outcome.contents.newest.size() == 20);
}

TEST_CASE("zeros, an empty file, and a file of something else are no reason not to start") {
  CHECK(start_on(std::string(8192, '\0'), "").set_aside);
  CHECK(start_on("hello", "").set_aside);
  CHECK_FALSE(start_on("", "").set_aside);
  CHECK_FALSE(start_on("", "what a crash has left").set_aside);
}
