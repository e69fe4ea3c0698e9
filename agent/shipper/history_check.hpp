#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"
#include "agent/shipper/history_store.hpp"

namespace livetap::shipper {

/// What --once finds of the history.
struct HistoryCheck {
  std::optional<Error> error;
  std::vector<Warning> warnings;
  Milliseconds duration{0};
};

/// Connects, does all that shipping needs the rights for, and rolls it back; compares the clocks.
/// Blocks for at most `limit`.
HistoryCheck check_history(const std::string& url, const std::string& password,
                           const HistoryOptions& options, Milliseconds limit);

}  // namespace livetap::shipper
