#pragma once

#include "agent/dashboard/dashboard.hpp"
#include "agent/model/error.hpp"
#include "agent/run/checked_config.hpp"

namespace livetap {

/// What a dashboard of this config shows: conditions where there are any, each probe, the events,
/// the agent itself. A config without a `grafana` section gets what the section would say by
/// default. The columns of queries are taken from shapes.json of the state directory, where the
/// agent has run before. Fails when a plugin did not say what it measures.
Result<dashboard::Plan> dashboard_plan(const CheckedConfig& checked);

}  // namespace livetap
