#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/model/schema.hpp"
#include "agent/sql/step.hpp"

/// Minutes and hours of a measurement, in tables <measurement>_minute and <measurement>_hour, and
/// the function <measurement>_by that reads whichever fits a step. It is quick whatever it is
/// asked: over more than 6 hours it gives minutes at the finest, over more than 4 days hours. A
/// step shows the mean of a gauge and the last value of a counter, bool, state, text or time; what
/// was null counts for nothing. Of events, which have no fields, it gives how many there were.
///
/// Each agent keeps the rows that are its own. A minute is made anew while rows may still come for
/// it, and left alone when it is over.
namespace livetap::sql {

inline constexpr const char* rollup_spans[] = {"minute", "hour"};

Steps create_rollups(std::string_view schema, const Measurement& shape);
Steps widen_rollups(std::string_view schema, const Measurement& shape,
                    const std::vector<Field>& added);
std::string drop_function(std::string_view schema, std::string_view measurement);

/// Notes that rows of times between two moments have come: in the transaction that brings them.
std::string note_rows(std::string_view schema, std::string_view agent, std::string_view measurement,
                      WallTime first, WallTime last);

/// The same for events that came before there were minutes and hours of them.
std::string note_all_events(std::string_view schema);

/// Measurements of the agent whose minutes or hours are behind: gives the name, and "t" when more
/// than one step is.
std::string behind_query(std::string_view schema, std::string_view agent);

/// Makes the next minutes and hours of one measurement, an hour's worth of minutes and a day's
/// worth of hours at most: for one transaction.
std::vector<std::string> make_rollups(std::string_view schema, std::string_view agent,
                                      const Measurement& shape);

}  // namespace livetap::sql
