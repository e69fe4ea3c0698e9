#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/journal_fault.hpp"
#include "agent/journal/journal_position.hpp"
#include "agent/journal/read_fallback.hpp"
#include "agent/journal/sqlite.hpp"
#include "agent/model/event.hpp"

namespace livetap::journal {

/// What probes noted down, by owner (empty: the agent itself) and key.
using States = std::map<std::string, std::map<std::string, std::string>>;

/// What a journal held when it was opened.
struct JournalContents {
  static constexpr std::size_t newest_events = 200;

  States states;
  std::vector<Event> newest;       ///< the newest 200 by their own time, newest first
  std::uint64_t damaged_rows = 0;  ///< of them, those that made no sense and were left out
};

/// Nothing when it is a journal that this version understands.
std::optional<JournalFault> look_at(Database& db, const std::filesystem::path& path);

/// Reads what an open journal holds. After a fault `contents` is empty.
std::optional<JournalFault> read_contents(Database& db, const std::filesystem::path& path,
                                          JournalContents& contents);

/// Opens a journal to read it alone, on a disk that cannot be written, too, and leaves nothing
/// behind. It is read as it lies there only if it has no -wal. After a fault `db` is null.
std::optional<JournalFault> open_without_trace(const std::filesystem::path& path,
                                               std::unique_ptr<Database>& db,
                                               ReadFallback fallback);

/// read_contents for a disk that cannot be written: from the file at `path`, leaving nothing
/// behind. A file that is not there is an empty journal.
std::optional<JournalFault> read_without_trace(const std::filesystem::path& path,
                                               JournalContents& contents);

/// The highest id that a table of the journal ever had, be its row there or not. Damage hides one
/// of the two places that tell; the fault stays with the database when it hides both.
std::int64_t highest_id(Database& db, const std::string& table);

/// How many samples and events of a quarantined file lie behind what was shipped, by the file or by
/// `known`, as far as its ids tell; nothing when it cannot be read.
std::optional<std::uint64_t> unshipped_rows(const std::filesystem::path& file,
                                            const JournalPosition& known);

/// The newest batch of a quarantined file; empty when it cannot be read.
std::string last_batch(const std::filesystem::path& file);

/// What a damaged file still gives, states and events each as a whole or not at all.
JournalContents salvage(const std::filesystem::path& path);

}  // namespace livetap::journal
