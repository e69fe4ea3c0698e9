#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace livetap::journal {

/// One connection to an SQLite file. The first call that fails is remembered, and until forgive()
/// all that follow do nothing: a transaction is written straight down, and asked once at its end
/// how it went. One thread at a time.
///
/// Example:
///   Database db(file, Database::Mode::make);
///   db.run("begin immediate");
///   Statement(db, "insert into t values (?)").add("text").run();
///   db.run("commit");
///   if (!db.ok()) { complain(db.why()); db.forgive(); db.run("rollback"); }
class Database {
 public:
  enum class Mode {
    make,       ///< read and write; made when it is not there
    read,       ///< what a running SQLite could read, what is in its -wal included
    read_file,  ///< the file alone, as it lies there: for disks that take no lock and no -shm
  };

  Database(const std::filesystem::path& file, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  bool ok() const { return code_ == 0; }
  /// What failed first met damage in the file.
  bool is_corrupt() const;
  /// SQLite's extended result code of the first failure, and what the system said then.
  int code() const { return code_; }
  int system_error() const { return system_error_; }
  const std::string& why() const { return why_; }
  void forgive();

  /// Statements that give no rows.
  void run(const std::string& sql);
  /// The first number of the first row; 0 when there is none.
  std::int64_t number(std::string_view sql);
  /// Rows that the last statement changed.
  std::int64_t changes() const;
  /// Of the row that was inserted last.
  std::int64_t last_id() const;

 private:
  friend class Statement;

  /// Remembers what `code` says, unless something is remembered already.
  void note(int code);

  sqlite3* db_ = nullptr;
  int code_ = 0;
  int system_error_ = 0;
  std::string why_;
};

/// A statement of a database, which must outlive it. Values are bound in the order of their places.
class Statement {
 public:
  Statement(Database& db, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& add(std::int64_t number);
  Statement& add(std::string_view text);
  Statement& add_blob(std::string_view bytes);
  Statement& add_null();

  /// The next row, if there is one; after the last the statement is as new, without values.
  bool next();
  /// For a statement without rows.
  void run();

  bool is_number(int column) const;
  bool is_text(int column) const;
  std::int64_t number(int column) const;
  /// Text or blob, as it is stored; empty for null.
  std::string bytes(int column) const;

 private:
  void note_bound(int code);
  void reset();

  Database& db_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

}  // namespace livetap::journal
