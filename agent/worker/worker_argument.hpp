#pragma once

namespace livetap::worker {

/// How the agent starts itself as a worker: `agent --worker NAME` for a probe, `agent --shipper
/// NAME` for the history, with the socket on this descriptor.
inline constexpr char worker_argument[] = "--worker";
inline constexpr char shipper_argument[] = "--shipper";
inline constexpr int worker_fd = 3;

}  // namespace livetap::worker
