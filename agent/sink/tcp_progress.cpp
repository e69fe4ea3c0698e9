#include "agent/sink/tcp_progress.hpp"

// The kernel's header, not glibc's: only it has the counter, and both can't be had in one file.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace livetap::sink {

std::uint64_t tcp_acked_bytes(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return info.tcpi_bytes_acked;
}

}  // namespace livetap::sink
