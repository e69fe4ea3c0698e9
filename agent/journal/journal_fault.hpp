#pragma once

#include <filesystem>
#include <string>

namespace livetap::journal {

class Database;

/// Why the journal's file does not do what it should, by what helps.
struct JournalFault {
  enum class Kind : unsigned char {
    away,     ///< the disk or another program stands in the way: the same again, later
    damaged,  ///< the file is no sound journal: aside with it
    newer,    ///< a later version made it: hands off
  };

  Kind kind = Kind::away;
  std::string what;  ///< with the path
  std::string cure;

  /// As users read it.
  std::string text() const { return cure.empty() ? what : what + " -> " + cure; }
};

/// What the database remembers, which is not ok.
JournalFault fault_of(const Database& db, const std::filesystem::path& file);

}  // namespace livetap::journal
