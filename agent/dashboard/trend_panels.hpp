#pragma once

#include <string>
#include <vector>

#include "agent/dashboard/panel.hpp"
#include "agent/model/schema.hpp"

namespace livetap::dashboard {

/// Time series of the numbers worth a trend, a panel for each unit. Counters have panels of their
/// own: what was counted since the start would press everything else flat.
std::vector<Panel> charts(const std::string& stream, const LiveChannel& channel,
                          const Measurement& measurement);

/// State timelines of the bools and texts worth a trend: one panel for each, a strip a series; the
/// fields of a measurement of one series share a panel.
std::vector<Panel> timelines(const std::string& stream, const LiveChannel& channel,
                             const Measurement& measurement);

}  // namespace livetap::dashboard
