#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/model/schema.hpp"
#include "agent/view/view_options.hpp"

namespace livetap::dashboard {

/// One channel that the agent pushes to, and what a panel gets from it.
struct LiveChannel {
  enum class View : std::uint8_t { live, window, table };

  std::string name;  ///< its last part: queue, queue_5m, queue_table
  std::string measurement = {};
  View view = View::live;
  WindowOption window = {};              ///< of a window
  std::vector<std::string> fields = {};  ///< besides time, as the frames name them
  bool fields_known = true;  ///< false: the columns of a query that never ran tell themselves
};

/// The channels of one measurement, in the order live, windows, table. They are what Views makes
/// of it.
std::vector<LiveChannel> live_channels(const Measurement& measurement,
                                       const std::vector<WindowOption>& windows);

/// The two channels of the agent's measurement `event`.
std::vector<LiveChannel> event_channels();

}  // namespace livetap::dashboard
