#include <doctest/doctest.h>

#include <algorithm>

#include "agent/journal/byte_words.hpp"
#include "agent/journal/disk_watch.hpp"
#include "agent/journal/fill_watch.hpp"
#include "unit/agent/journal/journal_samples.hpp"

// Warnings that come before rows go.

using namespace livetap;
using namespace livetap::journal;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t mib = 1024 * 1024;
constexpr std::uint64_t gib = 1024 * mib;

SteadyTime at(Milliseconds time) {
  return SteadyTime{1h} + time;
}

/// A disk whose free space goes from one size to another, in steps of five seconds.
void run(DiskWatch& watch, Milliseconds from, Milliseconds to, double free_from, double free_to) {
  for (auto time = from; time <= to; time += 5s) {
    const auto part =
        static_cast<double>((time - from).count()) / static_cast<double>((to - from).count());
    watch.see(at(time), static_cast<std::uint64_t>(free_from + part * (free_to - free_from)));
  }
}

bool warns(const JournalWriter& writer, const std::string& type) {
  const auto all = writer.warnings();
  return std::any_of(all.begin(), all.end(),
                     [&](const Warning& warning) { return warning.type == type; });
}

}  // namespace

TEST_CASE("bytes are told in the unit that fits") {
  CHECK(byte_words(0) == "0 B");
  CHECK(byte_words(1023) == "1023 B");
  CHECK(byte_words(4300) == "4.2 KiB");
  CHECK(byte_words(gib) == "1.0 GiB");
  CHECK(byte_words(5000 * gib) == "4.9 TiB");
}

TEST_CASE("a filling journal is warned about from 80 % on and until below 75 %") {
  FillWatch watch("journal.db", 100 * mib, true);
  watch.see(79 * mib);
  CHECK_FALSE(watch.warning().has_value());
  watch.see(80 * mib);
  REQUIRE(watch.warning().has_value());
  CHECK(watch.warning()->type == "journal_filling");
  CHECK(watch.warning()->message ==
        "journal.db: rows not shipped yet take 80.0 MiB of 100.0 MiB; at the limit the oldest are "
        "deleted and missing in the history");
  CHECK(watch.warning()->hint.find("agent.journal.max_size") != std::string::npos);
  watch.see(76 * mib);
  CHECK(watch.warning().has_value());
  watch.see(74 * mib);
  CHECK_FALSE(watch.warning().has_value());
  watch.see(79 * mib);
  CHECK_FALSE(watch.warning().has_value());
  FillWatch alone("journal.db", 100 * mib, false);
  alone.see(90 * mib);
  CHECK(alone.warning()->message ==
        "journal.db: rows take 90.0 MiB of 100.0 MiB; at the limit the oldest are deleted");
}

TEST_CASE("a disk that will be full within a day is warned about, after ten minutes of it") {
  DiskWatch watch("journal.db");
  // 1 GiB an hour, 20 GiB left.
  run(watch, 0min, 9min, 20.0 * gib, 19.85 * gib);
  CHECK_FALSE(watch.warning().has_value());
  run(watch, 9min, 20min, 19.85 * gib, (20.0 - 1.0 / 3) * gib);
  REQUIRE(watch.warning().has_value());
  CHECK(watch.warning()->type == "disk_filling");
  const auto words = watch.warning()->message;
  CHECK(words.starts_with("the disk of journal.db has 19.7 GiB left and is full in 19 h "));
  CHECK(words.ends_with(" at the present rate"));
  CHECK(watch.warning()->hint.find("agent.state_dir") != std::string::npos);
}

TEST_CASE("a disk that is not filling, or slowly, is not warned about") {
  DiskWatch even("journal.db");
  run(even, 0min, 120min, 1.0 * mib, 1.0 * mib);
  CHECK_FALSE(even.warning().has_value());
  DiskWatch emptied("journal.db");
  run(emptied, 0min, 120min, 1.0 * gib, 2.0 * gib);
  CHECK_FALSE(emptied.warning().has_value());
  DiskWatch slow("journal.db");
  run(slow, 0min, 120min, 100.0 * gib, 95.0 * gib);
  CHECK_FALSE(slow.warning().has_value());
}

TEST_CASE("a warned disk is well again with room for 30 hours, or when it fills no more") {
  DiskWatch watch("journal.db");
  run(watch, 0min, 60min, 21.0 * gib, 20.0 * gib);
  CHECK(watch.warning().has_value());
  // 20 GiB at 0.72 GiB an hour: 27 hours.
  run(watch, 60min, 130min, 20.0 * gib, 19.16 * gib);
  CHECK(watch.warning().has_value());
  run(watch, 130min, 200min, 19.16 * gib, 19.16 * gib);
  CHECK_FALSE(watch.warning().has_value());
}

TEST_CASE("room that was made on a disk ends the warning") {
  DiskWatch watch("journal.db");
  run(watch, 0min, 60min, 3.0 * gib, 2.0 * gib);
  CHECK(watch.warning().has_value());
  watch.see(at(61min), 500 * gib);
  CHECK_FALSE(watch.warning().has_value());
}

TEST_CASE("a full disk is warned about at once") {
  DiskWatch watch("journal.db");
  watch.see(at(0s), 0);
  REQUIRE(watch.warning().has_value());
  CHECK(watch.warning()->message == "the disk of journal.db is full");
  watch.see(at(1s), gib);
  CHECK_FALSE(watch.warning().has_value());
}

TEST_CASE("without a shipper a journal is filling by all its rows") {
  JournalPlace place;
  JournalWriter writer(place.path, {.max_bytes = 1'000'000});
  writer.begin(after(0s));
  int written = 0;
  while (!warns(writer, "journal_filling") && written < 100) {
    ++written;
    writer.write({sample_of_counts(written, 5'000)}, after(0s));
    writer.tend(after(0s));
    CHECK(writer.expired() == JournalExpired{});
  }
  CHECK(written > 10);
  CHECK(written < 100);
}

TEST_CASE("with a shipper a journal is filling by the rows that it has not shipped") {
  JournalPlace place;
  JournalWriter writer(place.path, {.max_bytes = 1'000'000, .shipped = true});
  writer.begin(after(0s));
  std::int64_t written = 0;
  const auto write = [&](bool shipped) {
    ++written;
    writer.write({sample_of_counts(written, 5'000)}, after(0s));
    if (shipped) {
      writer.set_shipped({written, 0});
    }
    while (writer.tend(after(0s))) {
    }
  };
  while (writer.expired().samples == 0) {
    write(true);
    REQUIRE(written < 200);
  }
  CHECK_FALSE(warns(writer, "journal_filling"));
  const auto expired = writer.expired();
  while (!warns(writer, "journal_filling")) {
    write(false);
    REQUIRE(written < 400);
  }
  CHECK(expired.unshipped_samples == 0);
  CHECK(writer.expired().unshipped_samples == 0);
  writer.set_shipped({written, 0});
  writer.tend(after(5s));
  CHECK_FALSE(warns(writer, "journal_filling"));
}
