#pragma once

#include <cstdint>
#include <string>

#include "agent/web/status.hpp"

namespace livetap::web {

/// What the web server itself counts since the start.
struct WebCounters {
  std::uint64_t requests = 0;
  std::uint64_t refused_connections = 0;  ///< closed to keep within the limit
  std::uint64_t refused_requests = 0;     ///< answered 400 to 499
  std::uint64_t connections = 0;          ///< open now
  std::uint64_t stream_clients = 0;       ///< open now
  std::uint64_t stream_lost_frames = 0;   ///< not sent to clients that were too slow
};

/// What the kernel counts of this process.
struct ProcessFigures {
  double cpu_seconds = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;
};
ProcessFigures process_figures();

/// The agent's own telemetry in the text format of Prometheus, base units, names livetap_*. The
/// rows that probes measure are not in it.
std::string metrics_text(const Status& status, const WebCounters& web,
                         const ProcessFigures& process);

}  // namespace livetap::web
