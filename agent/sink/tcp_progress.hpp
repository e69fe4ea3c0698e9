#pragma once

#include <cstdint>

namespace livetap::sink {

/// How many bytes the peer's kernel has confirmed on a TCP socket; 0 when that is not known.
std::uint64_t tcp_acked_bytes(int socket);

}  // namespace livetap::sink
