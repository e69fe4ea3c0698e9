#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "agent/model/schema.hpp"

namespace livetap::dashboard {

/// How Grafana is to show the values of a field.

/// Whether its values are states: bools, and texts that are worth a trend or of kind state.
bool is_state(const Field& field);

/// Value mappings. A bool comes as 1 or 0 and is shown as yes or no, in the colours of what it
/// means: red where false makes a probe fail, yellow where true is a warning. Words of texts that
/// everybody knows (ok, down, lagging, ...) have their colours too.
boost::json::array mappings_of(const Field& field);

/// What only this field of a table needs: unit, mappings, colours; empty when nothing is special.
boost::json::array table_properties(const Field& field);

/// `{"matcher": {"id": "byName", "options": name}, "properties": [...]}`
boost::json::object override_of(const std::string& name, boost::json::array properties);
boost::json::object property(const char* id, boost::json::value value);

/// The unit as an id of Grafana: ours are the same, and times come as milliseconds since 1970.
std::string unit_id(const Field& field);

}  // namespace livetap::dashboard
