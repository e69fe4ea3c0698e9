#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "agent/once/report.hpp"
#include "agent/worker/probe_spec.hpp"

namespace livetap::once {

/// Tries one sink, blocking, within a deadline of its own; changes nothing there.
using SinkCheck = std::function<SinkReport()>;

/// The conditions of probes, by the name of the probe.
using ProbeConditions = std::map<std::string, std::vector<ConditionConfig>>;

/// Gathers everything once - all probes in parallel, all sinks beside them - and judges it. Pushes
/// no rows, takes no lock and no port. Blocks until the slowest has answered or its time is up: at
/// most the slowest timeout + 1 s. The order is that of the specs and checks.
Report diagnose(const std::string& agent, std::vector<ProbeSpec> specs,
                const ProbeConditions& conditions, const std::vector<SinkCheck>& sinks);

}  // namespace livetap::once
