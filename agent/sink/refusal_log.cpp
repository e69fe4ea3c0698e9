#include "agent/sink/refusal_log.hpp"

#include <utility>

namespace livetap::sink {

std::optional<std::string> RefusalLog::refused(const LiveMessage& message,
                                               const LinkFailure& failure, Time now) {
  if (told_ && now - *told_ < std::chrono::minutes(1)) {
    ++untold_;
    return std::nullopt;
  }
  told_ = now;
  auto line = "a message of channel " + message.channel + ", " +
              std::to_string(message.payload->size()) +
              " bytes, is not taken and dropped: " + failure.text();
  if (const auto more = std::exchange(untold_, 0); more > 0) {
    line += " (and " + std::to_string(more) + " others since the last such line)";
  }
  return line;
}

}  // namespace livetap::sink
