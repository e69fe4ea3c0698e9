#include "agent/journal/journal_reading.hpp"

#include <algorithm>
#include <utility>

#include "agent/journal/event_row.hpp"
#include "agent/journal/journal_schema.hpp"

namespace livetap::journal {

namespace {

void read_states(Database& db, States& states) {
  Statement entries(db, "select probe, key, value from state");
  while (entries.next()) {
    states[entries.bytes(0)][entries.bytes(1)] = entries.bytes(2);
  }
}

void read_newest(Database& db, JournalContents& contents) {
  Statement rows(db, std::string("select ") + event_columns +
                         " from event order by time desc, id desc limit ?");
  rows.add(static_cast<std::int64_t>(JournalContents::newest_events));
  while (rows.next()) {
    if (auto event = event_of(rows)) {
      contents.newest.push_back(*std::move(event));
    } else {
      ++contents.damaged_rows;
    }
  }
}

using Mode = Database::Mode;

/// In which ways to try to read a journal. With a -wal the file alone is not the journal.
std::vector<Mode> modes_for(const std::filesystem::path& path, ReadFallback fallback) {
  std::error_code none;
  const auto wal_bytes = std::filesystem::file_size(path.string() + "-wal", none);
  if (fallback == ReadFallback::none || (!none && wal_bytes > 0)) {
    return {Mode::read};
  }
  return fallback == ReadFallback::at_rest ? std::vector{Mode::read_file}
                                           : std::vector{Mode::read, Mode::read_file};
}

/// Damage in what was just read; it is forgotten then.
bool was_damaged(Database& db) {
  const bool damaged = db.is_corrupt();
  if (damaged) {
    db.forgive();
  }
  return damaged;
}

/// The rows of a table behind an id: ids have no gaps but in front.
std::uint64_t rows_behind(Database& db, const std::string& table, std::int64_t id) {
  const auto last = highest_id(db, table);
  Statement row(db, "select min(id) from " + table);
  const bool found = row.next();
  if (found && !row.is_number(0)) {
    return 0;  // the table is empty
  }
  const auto before = found ? row.number(0) - 1 : 0;
  was_damaged(db);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(last - std::max(before, id), 0));
}

}  // namespace

std::int64_t highest_id(Database& db, const std::string& table) {
  const auto given = db.number("select seq from sqlite_sequence where name = '" + table + "'");
  const bool hidden = was_damaged(db);
  const auto there = db.number("select max(id) from " + table);
  if (!hidden) {
    was_damaged(db);
  }
  return std::max(given, there);
}

std::optional<std::uint64_t> unshipped_rows(const std::filesystem::path& file,
                                            const JournalPosition& known) {
  std::unique_ptr<Database> db;
  if (open_without_trace(file, db, ReadFallback::at_rest)) {
    return std::nullopt;
  }
  Statement shipped(*db, "select sample, event from shipped");
  const bool found = shipped.next();
  const auto sample = found ? shipped.number(0) : 0;
  const auto event = found ? shipped.number(1) : 0;
  was_damaged(*db);
  const auto rows = rows_behind(*db, "sample", std::max(sample, known.sample)) +
                    rows_behind(*db, "event", std::max(event, known.event));
  return db->ok() ? std::optional(rows) : std::nullopt;
}

std::string last_batch(const std::filesystem::path& file) {
  std::unique_ptr<Database> db;
  if (open_without_trace(file, db, ReadFallback::at_rest)) {
    return {};
  }
  Statement batch(*db, "select id from batch");
  return batch.next() ? batch.bytes(0) : std::string();
}

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
  if (version < schema_version) {
    return JournalFault{JournalFault::Kind::damaged,
                        path.string() + " was made by an earlier build of Livetap", ""};
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

std::optional<JournalFault> open_without_trace(const std::filesystem::path& path,
                                               std::unique_ptr<Database>& db,
                                               ReadFallback fallback) {
  std::optional<JournalFault> fault;
  for (const auto mode : modes_for(path, fallback)) {
    db = std::make_unique<Database>(path, mode);
    if (mode == Mode::read_file) {
      db->run("pragma writable_schema = on");  // a file that is cut off is read up to there
    }
    fault = db->ok() ? look_at(*db, path) : fault_of(*db, path);
    if (!fault) {
      return std::nullopt;
    }
  }
  db.reset();
  return fault;
}

std::optional<JournalFault> read_without_trace(const std::filesystem::path& path,
                                               JournalContents& contents) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return std::nullopt;
  }
  std::unique_ptr<Database> db;
  if (auto fault = open_without_trace(path, db, ReadFallback::file_alone)) {
    return fault;
  }
  return read_contents(*db, path, contents);
}

JournalContents salvage(const std::filesystem::path& path) {
  JournalContents contents;
  Database db(path, Database::Mode::read);
  if (db.number("pragma application_id") != application_id) {
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
