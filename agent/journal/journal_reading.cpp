#include "agent/journal/journal_reading.hpp"

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
                                               std::unique_ptr<Database>& db, bool file_alone) {
  std::optional<JournalFault> fault;
  for (const auto mode : {Database::Mode::read, Database::Mode::read_file}) {
    db = std::make_unique<Database>(path, mode);
    if (mode == Database::Mode::read_file) {
      db->run("pragma writable_schema = on");  // a file that is cut off is read up to there
    }
    fault = db->ok() ? look_at(*db, path) : fault_of(*db, path);
    std::error_code none;
    const auto wal_bytes = std::filesystem::file_size(path.string() + "-wal", none);
    if (!fault || !file_alone || (!none && wal_bytes > 0)) {
      break;  // with a -wal the file alone is not the journal
    }
  }
  if (fault) {
    db.reset();
  }
  return fault;
}

std::optional<JournalFault> read_without_trace(const std::filesystem::path& path,
                                               JournalContents& contents) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return std::nullopt;
  }
  std::unique_ptr<Database> db;
  if (auto fault = open_without_trace(path, db, true)) {
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
