#pragma once

#include <sys/types.h>
#include <string>

#include "agent/model/error.hpp"

namespace livetap::worker {

/// A process that was started, and our ends of what connects us; all owned by the caller.
struct Spawned {
  pid_t pid = 0;
  int pidfd = -1;
  int socket = -1;       ///< frames, both ways; does not block
  int stderr_pipe = -1;  ///< what the plugin writes to stderr; does not block
};

/// Starts `program argument name` (`agent --worker trading`) in a session of its own, with nothing
/// of ours but the socket and the stderr pipe, and an environment of a few harmless variables:
/// secrets go over the socket.
Result<Spawned> spawn_worker(const std::string& program, const std::string& argument,
                             const std::string& name);

}  // namespace livetap::worker
