#pragma once

#include <optional>
#include <string>

#include "agent/dashboard/panel.hpp"
#include "agent/model/schema.hpp"

namespace livetap::dashboard {

/// Panels on the table channel of a measurement: what it is now.

/// Every column, tags first, in the order of the schema (Grafana would sort them by name).
Panel table_panel(const std::string& stream, const LiveChannel& table,
                  const Measurement& measurement);

/// The percentages of each series as bars; nothing when there are none.
std::optional<Panel> bars_panel(const std::string& stream, const LiveChannel& table,
                                const Measurement& measurement);

/// The values of a measurement of one series, and how old they are. Texts that give reasons are
/// left out: they are long, and mostly null.
Panel values_panel(const std::string& stream, const LiveChannel& table,
                   const Measurement& measurement);

}  // namespace livetap::dashboard
