#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "agent/model/event.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

/// Rows in the text form of COPY: a line a row, a tab between columns, \N for what is missing.
/// Whatever a text holds, it stays one value of one row; what PostgreSQL cannot store is left out
/// (NUL) or becomes missing (a time beyond the calendar, a number that is none).
namespace livetap::sql {

std::string copy_rows_command(std::string_view schema, const Measurement& shape);

/// All rows of one sample, which fit the shape and have texts of valid UTF-8.
void append_rows(std::string& out, std::string_view agent, const Measurement& shape, WallTime time,
                 const RowBlock& rows);

std::string copy_events_command(std::string_view schema);
void append_event(std::string& out, std::string_view agent, const Event& event);

}  // namespace livetap::sql
