#include "agent/journal/journal_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <utility>

#include "agent/journal/journal_reading.hpp"
#include "agent/journal/journal_schema.hpp"
#include "agent/journal/torn_header.hpp"

namespace livetap::journal {

namespace {

using Kind = JournalFault::Kind;

/// A look at every page takes a second a GiB. In a larger file damage is found when it is met.
constexpr std::int64_t looked_through_bytes = std::int64_t{64} << 20U;
/// What is deleted, and what is given back to the disk, in one step.
constexpr const char* oldest_500 =
    "delete from event where id in (select id from event order by id limit 500)";
constexpr const char* give_back = "pragma incremental_vacuum(500)";

std::int64_t ms(WallTime time) {
  return time.time_since_epoch().count();
}

std::string random_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 32; ++i) {
    id += "0123456789abcdef"[random() & 0xFU];
  }
  return id;
}

/// SQLite gives -wal and -shm the mode of the file.
void make_private(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
  }
}

bool is_empty(Database& db) {
  return db.number("select count(*) from sqlite_schema") == 0 &&
         db.number("pragma application_id") == 0;
}

/// What SQLite finds wrong in its structure; nothing when it is sound.
std::optional<JournalFault> look_through(Database& db, const std::filesystem::path& path) {
  if (db.number("pragma page_count") * db.number("pragma page_size") > looked_through_bytes) {
    return std::nullopt;
  }
  Statement check(db, "pragma quick_check(1)");
  const auto found = check.next() ? check.bytes(0) : std::string("ok");
  if (!db.ok()) {
    return fault_of(db, path);
  }
  if (found != "ok") {
    return JournalFault{Kind::damaged, path.string() + " is damaged (" + found + ")", ""};
  }
  return std::nullopt;
}

}  // namespace

struct JournalFile::Statements {
  explicit Statements(Database& db)
      : add_event(db,
                  "insert into event (taken, time, probe, service, type, severity, message, "
                  "attributes) values (?, ?, ?, ?, ?, ?, ?, ?)"),
        put_state(db, "insert or replace into state (probe, key, value) values (?, ?, ?)") {}

  Statement add_event;
  Statement put_state;
};

JournalFile::JournalFile(std::filesystem::path path) : path_(std::move(path)) {}

JournalFile::~JournalFile() {
  close();
}

void JournalFile::close() {
  statements_.reset();
  db_.reset();
}

std::optional<JournalFault> JournalFile::open() {
  close();
  if (const auto torn = torn_header(path_); !torn.empty()) {
    return JournalFault{Kind::damaged, path_.string() + " is damaged (" + torn + ")", ""};
  }
  make_private(path_);
  db_ = std::make_unique<Database>(path_, Database::Mode::make);
  auto fault = set_up();
  if (fault) {
    close();
  }
  return fault;
}

std::optional<JournalFault> JournalFile::set_up() {
  is_new_ = is_empty(*db_);
  if (!db_->ok()) {
    return fault_of(*db_, path_);
  }
  if (is_new_) {
    db_->run("pragma auto_vacuum = incremental");  // only before there is anything
  } else if (auto fault = look_at(*db_, path_)) {
    return fault;
  }
  db_->run(
      "pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 4194304;"
      "pragma cell_size_check = on; pragma trusted_schema = off");
  if (is_new_) {
    make_tables();
  }
  if (auto fault = look_through(*db_, path_)) {
    return fault;
  }
  Statement identity(*db_, "select id from identity");
  id_ = identity.next() ? identity.bytes(0) : std::string();
  statements_ = std::make_unique<Statements>(*db_);
  struct stat file {};
  ::stat(path_.c_str(), &file);
  device_ = file.st_dev;
  inode_ = file.st_ino;
  if (!db_->ok()) {
    return fault_of(*db_, path_);
  }
  return std::nullopt;
}

void JournalFile::make_tables() {
  db_->run("begin immediate");
  db_->run(schema_sql);
  Statement(*db_, "insert into identity values (?)").add(std::string_view(random_id())).run();
  db_->run("pragma application_id = " + std::to_string(application_id));
  db_->run("pragma user_version = " + std::to_string(schema_version));
  db_->run("commit");
}

bool JournalFile::is_in_place() const {
  struct stat file {};
  return ::stat(path_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_;
}

std::optional<JournalFault> JournalFile::read(JournalContents& contents) {
  return read_contents(*db_, path_, contents);
}

void JournalFile::put_state(const std::string& owner, const std::string& key,
                            const std::string& value) {
  statements_->put_state.add(std::string_view(owner))
      .add(std::string_view(key))
      .add_blob(value)
      .run();
}

void JournalFile::add(const JournalItem& item) {
  for (const auto& event : item.commit.events) {
    auto& row = statements_->add_event;
    row.add(ms(item.taken)).add(ms(event.time));
    for (const auto* text : {&event.probe, &event.service, &event.type}) {
      row.add(std::string_view(*text));
    }
    row.add(static_cast<std::int64_t>(event.severity)).add(std::string_view(event.message));
    event.attributes.empty() ? row.add_null() : row.add(std::string_view(event.attributes));
    row.run();
  }
  for (const auto& [key, value] : item.commit.state) {
    put_state(item.owner, key, value);
  }
}

std::optional<JournalFault> JournalFile::end_transaction() {
  db_->run("commit");
  if (db_->ok()) {
    return std::nullopt;
  }
  auto fault = fault_of(*db_, path_);
  db_->forgive();
  db_->run("rollback");
  db_->forgive();
  return fault;
}

std::optional<JournalFault> JournalFile::write(const std::vector<JournalItem>& items) {
  db_->run("begin immediate");
  for (const auto& item : items) {
    add(item);
  }
  return end_transaction();
}

std::optional<JournalFault> JournalFile::write_states(const States& states) {
  db_->run("begin immediate");
  for (const auto& [owner, entries] : states) {
    for (const auto& [key, value] : entries) {
      put_state(owner, key, value);
    }
  }
  return end_transaction();
}

std::uint64_t JournalFile::delete_some(bool any_age, WallTime limit) {
  db_->run("begin immediate");
  if (any_age) {
    db_->run(oldest_500);
  } else {
    Statement(*db_, std::string(oldest_500) + " and taken < ?").add(ms(limit)).run();
  }
  return db_->ok() ? static_cast<std::uint64_t>(db_->changes()) : 0;
}

std::uint64_t JournalFile::number(const std::string& sql) {
  return static_cast<std::uint64_t>(db_->number(sql));
}

JournalFile::Step JournalFile::shrink(const JournalCaps& caps, WallTime now) {
  Step step;
  const auto page = number("pragma page_size");
  const auto pages = number("pragma page_count");
  const auto free = number("pragma freelist_count");
  const auto limit = now - caps.max_age;
  const bool too_large = (pages - free) * page > caps.max_bytes;
  const bool too_old = number("select taken < " + std::to_string(ms(limit)) +
                              " from event order by id limit 1") != 0;
  if (too_large || too_old) {
    const auto deleted = delete_some(too_large, limit);
    step.fault = end_transaction();
    step.deleted = step.fault ? 0 : deleted;
  }
  const bool give = free > 0 && (pages * page > caps.max_bytes || free > pages / 2);
  if (give && !step.fault) {
    db_->run(give_back);
  }
  if (!db_->ok()) {
    step.fault = fault_of(*db_, path_);
    db_->forgive();
  }
  step.more = !step.fault && (step.deleted > 0 || give);
  return step;
}

}  // namespace livetap::journal
