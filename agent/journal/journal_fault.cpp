#include "agent/journal/journal_fault.hpp"

#include <sqlite3.h>

#include <cerrno>

#include "agent/journal/sqlite.hpp"

namespace livetap::journal {

namespace {

using Kind = JournalFault::Kind;

bool is_full(int code, int system_error) {
  return code == SQLITE_FULL || system_error == ENOSPC || system_error == EDQUOT ||
         system_error == EFBIG;
}

bool is_not_writable(int code, int system_error) {
  return code == SQLITE_READONLY || code == SQLITE_PERM || code == SQLITE_CANTOPEN ||
         system_error == EROFS || system_error == EACCES || system_error == EPERM;
}

}  // namespace

JournalFault fault_of(const Database& db, const std::filesystem::path& file) {
  const int code = db.code() & 0xFF;
  const auto because = " (" + db.why() + ")";
  const auto name = file.string();
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {Kind::away, name + ": another program has locked it" + because,
              "close what has it open"};
    case SQLITE_NOMEM:
      return {Kind::away, name + ": no memory left" + because, ""};
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      if (is_full(code, db.system_error())) {
        return {Kind::away, name + ": the disk is full" + because,
                "make room on it, or lower agent.journal.max_size"};
      }
      if (is_not_writable(code, db.system_error())) {
        return {Kind::away, name + ": cannot be written" + because,
                "let the agent's user write in agent.state_dir, on a disk that is not read-only"};
      }
      return {Kind::away, name + ": the disk fails" + because, "look into the system's log"};
    default:
      // Damage, or tables that are not ours: SQL that fits the schema cannot fail otherwise.
      return {Kind::damaged, name + " is damaged" + because, ""};
  }
}

}  // namespace livetap::journal
