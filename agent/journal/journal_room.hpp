#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "agent/journal/journal_position.hpp"
#include "agent/journal/sqlite.hpp"

namespace livetap::journal {

/// The free bytes of the disk that a file lies on; nothing when the system does not say.
std::optional<std::uint64_t> free_bytes(const std::filesystem::path& file);

/// What the journal's rows take, about.
std::uint64_t used_bytes(Database& db);

/// The part of that which is behind the shipped position, by a guess from the newest rows.
double unshipped_share(Database& db, const JournalPosition& shipped);

}  // namespace livetap::journal
