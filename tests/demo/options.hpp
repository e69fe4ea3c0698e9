#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/demo/queue_loops.hpp"
#include "tests/demo/trading_loop.hpp"

namespace livetap::standin {

struct Options {
  std::optional<TradingOptions> trading;  // none: no database
  std::optional<QueueOptions> queues;     // none: no RabbitMQ
  std::map<std::string, std::uint16_t> ports;
  std::string listen = "127.0.0.1";  // an address of this machine: services, stream, control
  std::uint16_t control_port = 0;
  double stream_rate = 20;
  std::string api_key;
};

// Passwords come from the environment: PGPASSWORD, LIVETAP_STANDIN_AMQP_PASSWORD, and the API key
// from LIVETAP_STANDIN_API_KEY. On a wrong command line, or --help, prints and leaves with a
// status.
Options parse_options(int argc, char** argv);

}  // namespace livetap::standin
