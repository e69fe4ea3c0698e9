#pragma once

#include <optional>
#include <string>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"

namespace livetap::shipper {

/// What --once finds of the history.
struct HistoryCheck {
  std::optional<Error> error;
  Milliseconds duration{0};
};

/// Connects, does all that shipping needs the rights for, and rolls it back. Blocks for at most
/// `limit`.
HistoryCheck check_history(const std::string& url, const std::string& password,
                           const std::string& schema, const std::string& agent, Milliseconds limit);

}  // namespace livetap::shipper
