#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace livetap::sink {

/// One push to Grafana Live: the newest state of one channel, replaced whole by the next one.
struct LiveMessage {
  std::string channel;                         ///< the measurement's name: rabbitmq_queue_5m
  std::shared_ptr<const std::string> payload;  ///< line protocol, every line of that measurement
  std::uint32_t rows = 0;                      ///< lines in it, for the counters
};

}  // namespace livetap::sink
