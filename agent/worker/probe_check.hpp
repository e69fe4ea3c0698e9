#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/setting.hpp"
#include "agent/worker/fleet.hpp"
#include "agent/worker/probe_spec.hpp"

namespace livetap {

inline constexpr Milliseconds describe_limit{2000};

/// Reads what a plugin file says of itself, in a worker of its own. Blocks for at most `limit`. The
/// error says what was wanted, what was found, in which file, and what to do. `stop`, from another
/// thread, ends the wait at once.
Result<PluginDescription> describe_plugin(const std::string& path,
                                          Milliseconds limit = describe_limit,
                                          const FleetOptions& options = {},
                                          std::stop_token stop = {});

/// Makes an instance of each probe, all at once, and ends them again: what --check-config does
/// beyond the keys and types that it checks itself. No source is contacted. Blocks for at most
/// create_timeout + stop_timeout, and until `stop`. One result per spec: its schema, or the
/// plugin's complaint, whose `where` is a key path below `settings`.
std::vector<Result<Schema>> check_probes(const std::vector<ProbeSpec>& specs,
                                         const FleetOptions& options = {},
                                         std::stop_token stop = {});

}  // namespace livetap
