#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/event.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

/// Rows in the text form of COPY: a line a row, a tab between columns, \N for what is missing.
/// Whatever a text holds, it stays one value of one row; what PostgreSQL cannot store is left out
/// (NUL) or becomes missing (a time beyond the calendar, a number that is none).
namespace livetap::sql {

/// `columns`: of each tag and then of each field, see TableChange::names.
std::string copy_rows_command(std::string_view schema, std::string_view measurement,
                              const std::vector<std::string>& columns);

/// All rows of one sample, which fit the shape and have texts of valid UTF-8.
void append_rows(std::string& out, std::string_view agent, const Measurement& shape, WallTime time,
                 const RowBlock& rows);

std::string copy_events_command(std::string_view schema);
void append_event(std::string& out, std::string_view agent, const Event& event);

}  // namespace livetap::sql
