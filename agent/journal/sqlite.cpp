#include "agent/journal/sqlite.hpp"

#include <sqlite3.h>

#include <utility>

namespace livetap::journal {

namespace {

/// A path as the URI that asks SQLite to look at the file alone.
std::string immutable_uri(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '?' || c == '#' || c == '%') {
      constexpr std::string_view digits = "0123456789ABCDEF";
      uri += {'%', digits[static_cast<unsigned char>(c) >> 4U],
              digits[static_cast<unsigned char>(c) & 0xFU]};
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

int flags_of(Database::Mode mode) {
  switch (mode) {
    case Database::Mode::make:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Mode::read:
      return SQLITE_OPEN_READONLY;
    case Database::Mode::read_file:
      break;
  }
  return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
}

}  // namespace

Database::Database(const std::filesystem::path& file, Mode mode) {
  const auto name = mode == Mode::read_file ? immutable_uri(file) : file.string();
  const int opened =
      sqlite3_open_v2(name.c_str(), &db_, flags_of(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
  if (db_ != nullptr) {
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, 250);
  }
  note(opened);
}

Database::~Database() {
  sqlite3_close_v2(db_);
}

void Database::note(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE || !ok()) {
    return;
  }
  code_ = db_ == nullptr ? code : sqlite3_extended_errcode(db_);
  code_ = code_ == SQLITE_OK ? code : code_;
  why_ = db_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db_);
  system_error_ = db_ == nullptr ? 0 : sqlite3_system_errno(db_);
}

bool Database::is_corrupt() const {
  return (code_ & 0xFF) == SQLITE_CORRUPT;
}

void Database::forgive() {
  code_ = 0;
  system_error_ = 0;
  why_.clear();
}

void Database::run(const std::string& sql) {
  if (ok()) {
    note(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
  }
}

std::int64_t Database::number(std::string_view sql) {
  Statement statement(*this, sql);
  return statement.next() ? statement.number(0) : 0;
}

std::int64_t Database::changes() const {
  return db_ == nullptr ? 0 : sqlite3_changes64(db_);
}

std::int64_t Database::last_id() const {
  return db_ == nullptr ? 0 : sqlite3_last_insert_rowid(db_);
}

Statement::Statement(Database& db, std::string_view sql) : db_(db) {
  if (db_.ok()) {
    db_.note(sqlite3_prepare_v2(db_.db_, sql.data(), static_cast<int>(sql.size()), &statement_,
                                nullptr));
  }
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

void Statement::note_bound(int code) {
  ++bound_;
  db_.note(code);
}

Statement& Statement::add(std::int64_t number) {
  if (db_.ok()) {
    note_bound(sqlite3_bind_int64(statement_, bound_ + 1, number));
  }
  return *this;
}

Statement& Statement::add(std::string_view text) {
  if (db_.ok()) {
    note_bound(sqlite3_bind_text64(statement_, bound_ + 1, text.empty() ? "" : text.data(),
                                   text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  return *this;
}

Statement& Statement::add_blob(std::string_view bytes) {
  if (db_.ok()) {
    note_bound(sqlite3_bind_blob64(statement_, bound_ + 1, bytes.empty() ? "" : bytes.data(),
                                   bytes.size(), SQLITE_TRANSIENT));
  }
  return *this;
}

Statement& Statement::add_null() {
  if (db_.ok()) {
    note_bound(sqlite3_bind_null(statement_, bound_ + 1));
  }
  return *this;
}

bool Statement::next() {
  if (db_.ok()) {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) {
      return true;
    }
    db_.note(result);
  }
  reset();
  return false;
}

void Statement::reset() {
  bound_ = 0;
  if (statement_ != nullptr) {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
}

void Statement::run() {
  while (next()) {
  }
}

bool Statement::is_number(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
}

bool Statement::is_text(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_TEXT;
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data == nullptr ? std::string() : std::string(data, size);
}

}  // namespace livetap::journal
