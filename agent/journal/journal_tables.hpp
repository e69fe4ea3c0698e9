#pragma once

#include <string>

#include "agent/journal/sqlite.hpp"

namespace livetap::journal {

/// 32 hexadecimal digits that were never there before.
std::string random_id();

/// Inside a transaction: gives an empty file its tables.
void make_tables(Database& db);

/// Inside a transaction: what is written from now on belongs to a run of its own. Runs of which no
/// row is left are forgotten.
void begin_run(Database& db);

/// Inside a transaction: running slots that another agent than this one has left become samples.
void end_slots_of_others(Database& db, const std::string& agent);

}  // namespace livetap::journal
