#pragma once

#include <functional>
#include <string>

#include "agent/model/clocks.hpp"
#include "agent/model/time.hpp"

namespace livetap::shipper {

/// What the history of one agent is to be.
struct HistoryOptions {
  std::string schema;
  std::string agent;
  Milliseconds retention{0};
  Milliseconds journal_age{0};  ///< how long the journal keeps rows
  std::function<Moment()> agent_clocks = clocks;
};

}  // namespace livetap::shipper
