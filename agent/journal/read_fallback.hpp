#pragma once

namespace livetap::journal {

/// What to do when a journal cannot be opened as SQLite opens a file that others write.
enum class ReadFallback : unsigned char {
  none,        ///< a fault: for who reads a journal that an agent may be writing
  file_alone,  ///< read it as it lies there: for disks that take no lock and cannot be written
  at_rest,     ///< nobody writes it: read it as it lies there, and leave nothing beside it
};

}  // namespace livetap::journal
