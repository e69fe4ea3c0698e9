#pragma once

#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/journal/journal_file.hpp"
#include "agent/journal/journal_writer.hpp"
#include "agent/journal/sample.hpp"
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

/// One tag and a field of each type.
inline Measurement sample_measurement(std::string name = "counts") {
  Measurement shape;
  shape.name = std::move(name);
  shape.doc = "What was counted, and \"how\".";
  shape.tags = {"counter"};
  for (const auto& [field, type] : {std::pair("rate", FieldType::f64),
                                    {"number", FieldType::i64},
                                    {"good", FieldType::boolean},
                                    {"word", FieldType::text},
                                    {"at", FieldType::time}}) {
    shape.fields.push_back({});
    shape.fields.back().name = field;
    shape.fields.back().type = type;
  }
  shape.fields[1].kind = FieldKind::counter;
  shape.fields[1].unit = "bytes";
  return shape;
}

/// Rows of the counters "0", "1", ...: the first has `number` and all its fields, the others nulls.
inline RowBlock sample_rows(std::int64_t number, int count) {
  RowBlock rows(1, 5);
  for (int row = 0; row < count; ++row) {
    rows.begin_row();
    rows.add_tag(std::to_string(row));
    if (row == 0) {
      rows.add(static_cast<double>(number) / 8);
      rows.add(number);
      rows.add(number % 2 == 0);
      rows.add(std::string_view("one\n\0two", 8));
      rows.add(std::int64_t{1'700'000'000'000} + number);
      continue;
    }
    for (int i = 0; i < 5; ++i) {
      rows.add(std::monostate{});
    }
  }
  return rows;
}

/// A sample of `count` rows, as of `number` ms after sample_wall.
inline JournalItem sample_of_counts(std::int64_t number, int count, std::string name = "counts") {
  auto shape = std::make_shared<const SampleShape>(sample_shape(sample_measurement(name)));
  JournalItem item{"", {}, sample_wall + Milliseconds(number)};
  item.samples.push_back(
      make_sample(shape, sample_wall + Milliseconds(number), sample_rows(number, count)));
  return item;
}

/// The first batch of a slot.
inline JournalItem running_slot(std::int64_t number, int count, std::string name = "counts") {
  auto item = sample_of_counts(number, count, std::move(name));
  item.running.swap(item.samples);
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
