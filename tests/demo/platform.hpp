#pragma once

#include <string>

#include "tests/demo/faults.hpp"
#include "tests/demo/status.hpp"

namespace livetap::standin {

// What the HTTP side works on. Outlives every server and connection.
struct Platform {
  Faults faults;
  Status status;
  std::string api_key;      // asked for in X-API-Key by ws-gateway's /health; empty: not asked for
  double stream_rate = 20;  // messages per second on each stream connection
};

}  // namespace livetap::standin
