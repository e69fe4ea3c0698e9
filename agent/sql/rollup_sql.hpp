#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/sql/columns.hpp"
#include "agent/sql/step.hpp"

/// Minutes and hours of a measurement, in tables <measurement>_minute and <measurement>_hour, and
/// the function <measurement>_by that reads whichever fits a step. It is quick whatever it is
/// asked: over more than 6 hours it gives minutes at the finest, over more than 4 days hours. A
/// step shows the mean of a gauge, each row with the weight of its batches, and its lowest and
/// highest; the worst of a bool that makes a verdict; the last value of everything else. What was
/// null counts for nothing. Of events, which have no fields, it gives how many there were.
///
/// In the tables `<gauge>_min` and `<gauge>_max` are null where they equal the mean; the function
/// gives them always.
///
/// Each agent keeps the rows that are its own, and those of agents that are gone. A minute is made
/// anew when rows have come for it, and left alone otherwise.
namespace livetap::sql {

inline constexpr const char* rollup_spans[] = {"minute", "hour"};

Steps create_rollups(std::string_view schema, const Table& table);
/// `clauses`: what ALTER TABLE did to the table itself.
Steps change_rollups(std::string_view schema, const Table& table, const std::string& clauses);

/// Notes that rows of times between two moments have come: in the transaction that brings them.
std::string note_rows(std::string_view schema, std::string_view agent, std::string_view measurement,
                      WallTime first, WallTime last);

/// The same for events that came before there were minutes and hours of them.
std::string note_all_events(std::string_view schema);

/// What is to be made: gives agent and measurement. Of the agent itself, and of those that were not
/// seen for two minutes.
std::string behind_query(std::string_view schema, std::string_view agent);

/// Makes the next minutes and hours of one measurement of one agent, an hour's worth of minutes and
/// a day's worth of hours at most: for one transaction. The last statement gives "t" when there is
/// more to be made. Rows dated more than a day ahead wait for their day.
std::vector<std::string> make_rollups(std::string_view schema, std::string_view agent,
                                      const Table& table);

}  // namespace livetap::sql
