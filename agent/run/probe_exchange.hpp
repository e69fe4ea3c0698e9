#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/run/probe_status.hpp"
#include "agent/worker/fleet.hpp"
#include "agent/worker/probe_spec.hpp"

namespace livetap {

/// The place in `old` of each of `specs` that need not be restarted.
std::vector<std::optional<std::size_t>> kept_places(const std::vector<ProbeSpec>& old,
                                                    const std::vector<ProbeSpec>& specs);

/// For a reload: counts up ProbeSpec::attempt of those that fail in a way that only a reload can
/// mend, so that they start afresh even where the config has not changed. `old`: as the fleet runs
/// them.
void count_attempts(const std::vector<ProbeSpec>& old, const Fleet& fleet,
                    const ProbeStatus& status, std::vector<ProbeSpec>& specs);

}  // namespace livetap
