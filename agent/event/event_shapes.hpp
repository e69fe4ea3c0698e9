#pragma once

#include "agent/model/event.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

/// The agent's own measurement `event`, which has two shapes, for its two channels.

/// Channel `event`: tags type and service; what happened, a row an event.
Measurement event_rows_shape();
void add_event_row(RowBlock& rows, const Event& event);

/// Channel `event_table`: every column a field.
Measurement event_table_shape();
void add_event_table_row(RowBlock& rows, const Event& event);

}  // namespace livetap
