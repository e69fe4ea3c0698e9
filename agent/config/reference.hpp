#pragma once

#include <string>

#include "agent/model/schema.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// What `agent --describe PLUGIN` prints: the settings of a probe type as a plain text table,
/// nested ones by their path (queries[].sql, fields.<name>.type), and its measurements when some
/// are given. Ends in a line end.
///
///   postgres: rows of SQL queries
///   polled, every 1s
///
///   setting        type  default   what
///   url            url   required  The database
///   queries[].sql  text  required  One SELECT
std::string reference(const ProbeDescription& probe, const Schema& measurements = {});

/// The same table for the agent's own sections and keys.
std::string agent_reference();

}  // namespace livetap
