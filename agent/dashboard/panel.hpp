#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "agent/dashboard/live_channels.hpp"

namespace livetap::dashboard {

/// A panel that has no place yet.
struct Panel {
  std::string key;  ///< unique in the dashboard; the panel's id comes from it
  int height = 8;   ///< in units of Grafana's grid
  int share = 1;    ///< how much of its line it takes, beside the shares of others
  boost::json::object json = {};
};

/// The data source of Grafana's own live channels.
boost::json::object live_source();

/// A panel on one channel, with everything that makes a live panel right: a window gets 150 points
/// and its own time range, a table the buffer that keeps one table. `fields` are those that it
/// shows; none: all of the channel.
Panel live_panel(const std::string& stream, const LiveChannel& channel, const char* type,
                 const std::string& title, const std::vector<std::string>& fields);

}  // namespace livetap::dashboard
