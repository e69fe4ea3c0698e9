#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/sink/link_failure.hpp"
#include "agent/sink/message.hpp"

namespace livetap::sink {

/// Messages that the server does not take, in words: one line a minute, with how many there were.
class RefusalLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// The line to write, or none.
  std::optional<std::string> refused(const LiveMessage& message, const LinkFailure& failure,
                                     Time now);

 private:
  std::optional<Time> told_;
  std::uint64_t untold_ = 0;
};

}  // namespace livetap::sink
