#pragma once
#include <chrono>

namespace livetap::net::postgres {

using Time = std::chrono::steady_clock::time_point;

enum class Waited { ready, late, cancelled };

/// Waits until the descriptor is readable (or writable, with `for_write`), until `deadline`, or
/// until `cancel_fd` becomes readable. A cancel_fd of -1 is never readable.
Waited wait_for(int fd, bool for_read, bool for_write, Time deadline, int cancel_fd);

}  // namespace livetap::net::postgres
