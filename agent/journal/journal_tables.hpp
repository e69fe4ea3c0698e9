#pragma once

#include <string>

#include "agent/journal/sqlite.hpp"

namespace livetap::journal {

/// 32 hexadecimal digits that were never there before.
std::string random_id();

/// Inside a transaction: gives an empty file its tables, or one of an older version those that it
/// lacks.
void complete_tables(Database& db, bool is_new);

/// Inside a transaction: what is written from now on belongs to a run of its own. Runs of which no
/// row is left are forgotten.
void begin_run(Database& db);

}  // namespace livetap::journal
