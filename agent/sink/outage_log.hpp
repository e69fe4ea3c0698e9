#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "agent/sink/link_failure.hpp"

namespace livetap::sink {

/// Decides what of an outage is worth a line in the log.
///
/// A server that went away is reported once, however often it is tried. Any other failure is
/// reported once a minute, each kind for itself. The end is reported once, with how long it lasted,
/// and only when its beginning was. A connection that comes and goes makes no more lines than that.
class OutageLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// The line to write about a failed try or a lost connection, or none.
  std::optional<std::string> failed(const LinkFailure& failure, Time now);
  /// The line to write about a connection that is open (again), or none.
  std::optional<std::string> opened(Time now);

 private:
  std::map<LinkFault, Time> last_line_;
  std::optional<Time> began_;
  bool away_told_ = false;
  bool told_ = false;
  bool ever_opened_ = false;
};

}  // namespace livetap::sink
