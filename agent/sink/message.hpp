#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace livetap::sink {

/// One push to Grafana Live: the newest state of one channel, replaced whole by the next one; or,
/// where it `appends`, rows that the next one does not repeat.
struct LiveMessage {
  std::string channel;                         ///< the measurement's name: rabbitmq_queue_5m
  std::shared_ptr<const std::string> payload;  ///< line protocol, every line of that measurement
  std::uint32_t rows = 0;                      ///< lines in it, for the counters
  bool appends = false;
  std::uint32_t pushes = 1;  ///< how many became one while they waited, for the counters
};

}  // namespace livetap::sink
