#include "agent/journal/journal_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "agent/journal/journal_oldest.hpp"
#include "agent/journal/journal_reading.hpp"
#include "agent/journal/journal_tables.hpp"
#include "agent/journal/torn_header.hpp"

namespace livetap::journal {

namespace {

using Kind = JournalFault::Kind;

/// A look at every page takes a second a GiB. In a larger file damage is found when it is met.
constexpr std::int64_t looked_through_bytes = std::int64_t{64} << 20U;
/// What is given back to the disk in one step.
constexpr const char* give_back = "pragma incremental_vacuum(500)";

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

JournalFile::JournalFile(std::filesystem::path path)
    : path_(std::move(path)), agent_(random_id()) {}

JournalFile::~JournalFile() {
  close();
}

void JournalFile::close() {
  rows_.reset();
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
  {
    Statement mode(*db_, "pragma journal_mode = wal");
    journal_mode_ = mode.next() ? mode.bytes(0) : std::string();
  }
  db_->run(
      "pragma synchronous = full; pragma journal_size_limit = 4194304;"
      "pragma cell_size_check = on; pragma trusted_schema = off");
  if (auto fault = look_through(*db_, path_)) {
    return fault;
  }
  db_->run("begin immediate");
  if (is_new_) {
    make_tables(*db_);
  }
  begin_run(*db_);
  end_slots_of_others(*db_, agent_);
  if (auto fault = end_transaction()) {
    return fault;
  }
  Statement identity(*db_, "select id from identity");
  id_ = identity.next() ? identity.bytes(0) : std::string();
  Statement batch(*db_, "select id from batch");
  last_batch_ = batch.next() ? batch.bytes(0) : std::string();
  read_age_clock();
  read_position();
  rows_ = std::make_unique<JournalRows>(*db_, agent_);
  struct stat file {};
  ::stat(path_.c_str(), &file);
  device_ = file.st_dev;
  inode_ = file.st_ino;
  if (!db_->ok()) {
    return fault_of(*db_, path_);
  }
  return std::nullopt;
}

void JournalFile::read_age_clock() {
  Statement row(*db_, "select time, ahead, waited from age_clock");
  age_clock_at_open_.reset();
  if (row.next() && row.is_number(0)) {
    age_clock_at_open_ = {WallTime(Milliseconds(row.number(0))), Milliseconds(row.number(1)),
                          Milliseconds(row.number(2))};
  }
}

void JournalFile::read_position() {
  Statement row(*db_, "select sample, event from shipped");
  shipped_ = row.next() ? JournalPosition{row.number(0), row.number(1)} : JournalPosition{};
  shipped_changed_ = false;
}

void JournalFile::set_shipped(const JournalPosition& position) {
  shipped_changed_ = shipped_changed_ || position != shipped_;
  shipped_ = position;
}

bool JournalFile::is_in_place() const {
  struct stat file {};
  return ::stat(path_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_;
}

std::optional<JournalFault> JournalFile::read(JournalContents& contents) {
  return read_contents(*db_, path_, contents);
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
  if (rows_) {
    rows_->forget_shapes();
  }
  return fault;
}

std::optional<JournalFault> JournalFile::write(const std::vector<JournalItem>& items,
                                               const JournalBatch& batch) {
  db_->run("begin immediate");
  for (std::size_t i = batch.skip; i < items.size(); ++i) {
    rows_->add(items[i]);
  }
  rows_->put_batch(batch.id);
  if (age_clock_) {
    rows_->put_age_clock(*age_clock_);
  }
  if (shipped_changed_) {
    rows_->put_shipped(shipped_);
  }
  auto fault = end_transaction();
  shipped_changed_ = shipped_changed_ && fault.has_value();
  return fault;
}

std::optional<JournalFault> JournalFile::write_states(const States& states) {
  db_->run("begin immediate");
  for (const auto& [owner, entries] : states) {
    for (const auto& [key, value] : entries) {
      rows_->put_state(owner, key, value);
    }
  }
  return end_transaction();
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
  const auto oldest = oldest_rows(*db_);
  if (oldest && (too_large || oldest->taken < limit)) {
    db_->run("begin immediate");
    const auto deleted = delete_oldest(*db_, *oldest, too_large ? WallTime::max() : limit,
                                       caps.shipped ? std::optional(shipped_) : std::nullopt);
    step.fault = end_transaction();
    step.deleted = step.fault ? JournalExpired{} : deleted;
  }
  const bool give = free > 0 && (pages * page > caps.max_bytes || free > pages / 2);
  if (give && !step.fault) {
    db_->run(give_back);
  }
  if (!db_->ok()) {
    step.fault = fault_of(*db_, path_);
    db_->forgive();
  }
  step.more = !step.fault && (step.deleted != JournalExpired{} || give);
  return step;
}

}  // namespace livetap::journal
