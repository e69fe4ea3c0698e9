#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/model/time.hpp"

namespace livetap::journal {

/// Renames a damaged journal and its -wal to `<file>.damaged-<UTC time>[...]`, so that they can be
/// looked into and a new one begins. The newest three of such files stay. Returns the new path, or
/// an empty one when the disk did not let it.
std::filesystem::path set_aside(const std::filesystem::path& file, WallTime now);

/// The quarantined files of a journal, the oldest first. A JournalReader reads them; nobody writes
/// them any more.
std::vector<std::filesystem::path> quarantined_files(const std::filesystem::path& journal);

}  // namespace livetap::journal
