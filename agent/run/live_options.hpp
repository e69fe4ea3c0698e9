#pragma once

#include "agent/config/config.hpp"
#include "agent/model/error.hpp"
#include "agent/once/report.hpp"
#include "agent/sink/live_options.hpp"

namespace livetap {

/// The `grafana` section as the sink takes it. An error when the URL is none that it can use.
Result<sink::LiveOptions> live_options(const GrafanaConfig& grafana);

/// Tries Grafana as --once does: the upgrade (unless pushes go by POST), an empty push, the list of
/// channels. Blocks for at
/// most `limit`; changes nothing there.
once::SinkReport check_live(const GrafanaConfig& grafana, Milliseconds limit);

}  // namespace livetap
