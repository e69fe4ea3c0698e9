#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "agent/model/error.hpp"
#include "agent/sink/live_options.hpp"

namespace livetap::sink {

struct LiveCheck {
  bool delivers = false;  ///< pushes would arrive; an error beside it is worth a warning
  std::chrono::milliseconds duration{0};
  std::optional<Error> error;
  std::size_t channels = 0;  ///< of our stream, as Grafana lists them
};

/// Tries Grafana Live as the agent would use it, and changes nothing there: the WebSocket upgrade,
/// closed again at once, if that is the transport; an empty POST to the same path, the one push
/// that is answered; the list of channels. Blocks until the last of them, the first failure, or the
/// deadline; needs no thread.
///
///     const auto check = check_live(options, std::chrono::steady_clock::now() + 5s);
///     if (check.error) print(check.error->message, check.error->hint);
LiveCheck check_live(const LiveOptions& options, std::chrono::steady_clock::time_point deadline);

}  // namespace livetap::sink
