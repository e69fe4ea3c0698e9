#pragma once

#include <string>
#include <string_view>

#include "agent/sql/columns.hpp"
#include "agent/sql/step.hpp"

/// The tables that the history keeps for itself, beside one for each measurement. Their names begin
/// with an underscore, as no measurement's does.
///
///   _position   how far the rows of each run of a journal have come; a measurement whose table
///               could not be written has a row of its own
///   _column     the columns of each measurement: what its tables and its function are made from
///   _rollup     per agent and measurement, from when on the minutes and hours are to be made
///   _agent      when each agent was last seen
///   event       what happened
///
/// Everything is safe to run again: what is there stays.
namespace livetap::sql {

inline constexpr const char* position_table = "_position";
inline constexpr const char* column_table = "_column";
inline constexpr const char* rollup_table = "_rollup";
inline constexpr const char* agent_table = "_agent";
inline constexpr const char* event_table = "event";
/// The role that Grafana reads with; what is made may be read by it, where it exists.
inline constexpr const char* reader_role = "livetap_reader";

/// Events as minutes and hours hold them: a table without fields, whose rows are counted.
const Table& counted_events();

/// Gives "t" or "f": whether the schema is there, whether all its own tables are, and
/// whether the minutes and hours of events are.
std::string schema_query(std::string_view schema);

/// Makes what is missing. `role`: as whom the session is logged in; `database`: where.
Steps make_schema(std::string_view schema, bool schema_exists, std::string_view role,
                  std::string_view database);

/// Lets the reader read a table, where there is a reader.
std::string let_read(std::string_view schema, std::string_view table);

/// Held until the end of the transaction by whoever changes the shape of the history: two agents
/// may begin at the same moment.
std::string lock_shape(std::string_view schema);

}  // namespace livetap::sql
