#pragma once

#include <cstdint>
#include <optional>

#include "agent/journal/journal_counters.hpp"
#include "agent/journal/journal_rows.hpp"
#include "agent/journal/sqlite.hpp"
#include "agent/model/time.hpp"

namespace livetap::journal {

/// One of the two tables whose oldest rows go.
struct OldestRows {
  bool samples = false;              ///< else events
  WallTime taken{};                  ///< when the agent took the first of them
  WallTime up_to = WallTime::max();  ///< and the first of the other table
};

/// Where the oldest row of the journal is; nothing when it holds none.
std::optional<OldestRows> oldest_rows(Database& db);

/// Inside a transaction: deletes the oldest rows of that table, 500 events or 50 samples at the
/// most, of them those taken before `limit` and no later than the oldest of the other table. With
/// a position, those behind it are counted apart.
JournalExpired delete_oldest(Database& db, const OldestRows& which, WallTime limit,
                             const std::optional<JournalPosition>& shipped);

}  // namespace livetap::journal
