#pragma once

#include <filesystem>
#include <string>

namespace livetap::journal {

/// What shows from outside that a file without a -wal is no whole SQLite file, and SQLite itself
/// would take for a file that must not be written, or read on through with zeros: a format version
/// that there is not, or a last page that is cut off. Empty when nothing does.
std::string torn_header(const std::filesystem::path& file);

}  // namespace livetap::journal
