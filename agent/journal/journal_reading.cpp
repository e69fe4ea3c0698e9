#include "agent/journal/journal_reading.hpp"

#include <utility>

#include "agent/journal/journal_schema.hpp"

namespace livetap::journal {

namespace {

void read_states(Database& db, States& states) {
  Statement entries(db, "select probe, key, value from state");
  while (entries.next()) {
    states[entries.bytes(0)][entries.bytes(1)] = entries.bytes(2);
  }
}

/// The event of a row, if it makes sense: a flipped byte is not always found by SQLite.
std::optional<Event> event_of(const Statement& row) {
  const auto severity = row.number(1);
  if (!row.is_number(0) || !row.is_number(1) || severity < 1 || severity > 4) {
    return std::nullopt;
  }
  for (int column = 2; column <= 5; ++column) {
    if (!row.is_text(column)) {
      return std::nullopt;
    }
  }
  return Event{WallTime(Milliseconds(row.number(0))),
               static_cast<Severity>(severity),
               row.bytes(2),
               row.bytes(3),
               row.bytes(4),
               row.bytes(6),
               row.bytes(5)};
}

void read_newest(Database& db, JournalContents& contents) {
  Statement rows(db,
                 "select time, severity, type, service, message, probe, attributes from event "
                 "order by time desc, id desc limit ?");
  rows.add(static_cast<std::int64_t>(JournalContents::newest_events));
  while (rows.next()) {
    if (auto event = event_of(rows)) {
      contents.newest.push_back(*std::move(event));
    } else {
      ++contents.damaged_rows;
    }
  }
}

}  // namespace

std::optional<JournalFault> look_at(Database& db, const std::filesystem::path& path) {
  const auto application = db.number("pragma application_id");
  const auto version = db.number("pragma user_version");
  if (!db.ok()) {
    return fault_of(db, path);
  }
  if (application != application_id) {
    return JournalFault{JournalFault::Kind::damaged, path.string() + " is no journal of Livetap",
                        ""};
  }
  if (version > schema_version) {
    return JournalFault{
        JournalFault::Kind::newer,
        path.string() + " was made by a later version of Livetap, and this one leaves it alone",
        "install that version again, or move the file away"};
  }
  return std::nullopt;
}

std::optional<JournalFault> read_contents(Database& db, const std::filesystem::path& path,
                                          JournalContents& contents) {
  contents = {};
  read_states(db, contents.states);
  read_newest(db, contents);
  if (db.ok()) {
    return std::nullopt;
  }
  contents = {};
  auto fault = fault_of(db, path);
  db.forgive();
  return fault;
}

namespace {

std::optional<JournalFault> read_in_mode(Database::Mode mode, const std::filesystem::path& path,
                                         JournalContents& contents) {
  Database db(path, mode);
  if (!db.ok()) {
    return fault_of(db, path);
  }
  if (auto fault = look_at(db, path)) {
    return fault;
  }
  return read_contents(db, path, contents);
}

}  // namespace

std::optional<JournalFault> read_without_trace(const std::filesystem::path& path,
                                               JournalContents& contents) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return std::nullopt;
  }
  auto fault = read_in_mode(Database::Mode::read, path, contents);
  const auto wal_bytes = std::filesystem::file_size(path.string() + "-wal", ignored);
  if (fault && (ignored || wal_bytes == 0)) {
    fault = read_in_mode(Database::Mode::read_file, path, contents);
  }
  return fault;
}

JournalContents salvage(const std::filesystem::path& path) {
  JournalContents contents;
  Database db(path, Database::Mode::read);
  if (!db.ok() || look_at(db, path)) {
    return contents;
  }
  read_states(db, contents.states);
  if (!db.ok()) {
    contents.states.clear();
    db.forgive();
  }
  read_newest(db, contents);
  if (!db.ok()) {
    contents.newest.clear();
  }
  return contents;
}

}  // namespace livetap::journal
