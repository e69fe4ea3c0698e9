#pragma once

#include <string>
#include <vector>

#include "agent/model/schema.hpp"
#include "agent/view/view_options.hpp"

namespace livetap::dashboard {

/// Measurements under one heading: those of a probe, or the agent's own.
struct Section {
  std::string title;
  Schema schema;
};

/// All that a dashboard is made from: the config and what its plugins say of themselves.
struct Plan {
  std::string stream;
  std::vector<WindowOption> windows;
  std::vector<Section> sections;  ///< in the order of the page; the events come after the first
  std::size_t events_after = 0;   ///< before so many sections
};

/// A Grafana 10.4 dashboard that shows every measurement: a row a section, in each the panels of
/// measurement_panels(). The same plan gives the same bytes, and every uid and panel id is made
/// from names, so that a later dashboard takes the place of an earlier one and links stay good.
/// No I/O.
///
///     std::cout << dashboard::json_text({"livetap", {{"5m", 5min}}, {{"rabbitmq", schema}}});
std::string json_text(const Plan& plan);

}  // namespace livetap::dashboard
