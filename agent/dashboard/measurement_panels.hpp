#pragma once

#include <string>
#include <vector>

#include "agent/dashboard/panel.hpp"
#include "agent/model/schema.hpp"
#include "agent/view/view_options.hpp"

namespace livetap::dashboard {

/// The panels of one measurement, in lines of those that belong side by side:
/// - what it is now: a table of all series, with bars for percentages beside it; a measurement of
///   one series has its values as numbers instead;
/// - its course, on the shortest window: a chart for each unit, a timeline for each state.
/// A table measurement has the table alone, and so has one whose columns are not known yet.
using PanelLines = std::vector<std::vector<Panel>>;
PanelLines measurement_panels(const std::string& stream, const Measurement& measurement,
                              const std::vector<WindowOption>& windows);

/// The table of the newest events.
PanelLines event_panels(const std::string& stream);

}  // namespace livetap::dashboard
