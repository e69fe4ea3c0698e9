// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

namespace livetap::sdk {

// For plugins whose config names measurements, tags or fields: the agent checks them too, but only
// the plugin can point at the setting.

/// Whether a measurement, tag, field or type of event may be called so: [a-z][a-z0-9_]{0,39}.
constexpr bool is_name(std::string_view text) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.empty() || text.size() > 40 || !is_lower(text.front())) {
    return false;
  }
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

/// Names that no tag and no field may have: the agent's own, and PostgreSQL's system columns. Nor
/// may one be called price_min or price_max beside a gauge price: these are columns of its history.
constexpr bool is_reserved(std::string_view name) {
  return name == "time" || name == "labels" || name == "agent" || name == "age_s" ||
         name == "xmin" || name == "xmax" || name == "cmin" || name == "cmax" || name == "ctid" ||
         name == "tableoid";
}

}  // namespace livetap::sdk
