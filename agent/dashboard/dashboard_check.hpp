#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "agent/dashboard/channel_book.hpp"
#include "agent/dashboard/finding.hpp"

namespace livetap::dashboard {

struct DashboardCheck {
  std::size_t live_panels = 0;
  std::vector<Finding> findings = {};
};

/// Looks at every panel of a dashboard's JSON, in rows too, that takes its data from a channel
/// stream/...: whether the channel is there and has the fields, and whether the panel is set as
/// its view needs it (see live_recipe.hpp). All else - SQL, other data sources, library panels,
/// hidden queries - is left alone. A variable may stand for the stream; where one stands for the
/// measurement or a field, that is not looked into. No I/O; bounded by the text.
DashboardCheck check_dashboard(std::string_view json, const ChannelBook& book);

}  // namespace livetap::dashboard
