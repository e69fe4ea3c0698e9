#pragma once

#include <spdlog/spdlog.h>

#include <filesystem>
#include <string>
#include <vector>

#include "agent/journal/journal_file.hpp"
#include "agent/journal/journal_writer.hpp"
#include "agent/journal/sqlite.hpp"
#include "support/temp_folder.hpp"

namespace livetap::journal {

/// 2023-11-14T22:13:20Z.
inline constexpr WallTime sample_wall{Milliseconds(1'700'000'000'000)};

inline Event sample_event(int number) {
  return {sample_wall + Milliseconds(number),
          Severity::warning,
          "counted",
          "counter",
          std::to_string(number),
          R"({"a": 1})",
          "probe"};
}

/// `count` events, numbered from `first` on, and a cursor that stands behind them.
inline JournalItem sample_item(int first, int count, std::string owner = "probe") {
  JournalItem item{std::move(owner), {}, sample_wall};
  for (int i = 0; i < count; ++i) {
    item.commit.events.push_back(sample_event(first + i));
  }
  item.commit.state = {{"next", std::to_string(first + count)}};
  return item;
}

/// A journal's place on the disk, and a look at what lies there.
struct JournalPlace {
  JournalPlace() { spdlog::set_level(spdlog::level::off); }

  test::TempFolder folder{"journal"};
  std::filesystem::path path = folder / "journal.db";

  std::int64_t number(const std::string& sql) const {
    Database db(path, Database::Mode::make);
    return db.number(sql);
  }
  /// Whether the events are 1, 2, ... n, each once, and the cursor stands behind them.
  bool counted_up_to(int n) const {
    return number("select count(*) from event") == n &&
           number("select count(distinct message) from event") == n &&
           number("select coalesce(max(cast(message as integer)), 0) from event") == n &&
           number("select cast(cast(value as text) as integer) from state") == n + 1;
  }
  std::vector<std::filesystem::path> set_aside() const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      const auto name = entry.path().filename().string();
      if (name.find(".damaged-") != std::string::npos && !name.ends_with("-wal")) {
        found.push_back(entry.path());
      }
    }
    return found;
  }
};

/// Both clocks, so long after the start.
inline Moment after(Milliseconds time) {
  return {SteadyTime{std::chrono::hours(1)} + time, sample_wall + time};
}

}  // namespace livetap::journal
