#pragma once
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace livetap::test {

/// A port of 127.0.0.1 that swallows whoever connects to it: it listens, its queue is full, and
/// nobody is ever taken from it. As a firewall that drops packets looks from outside.
class FullListener {
 public:
  FullListener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const int listener = add_socket(SOCK_CLOEXEC);
    if (::bind(listener, generic, size) != 0 || ::listen(listener, 0) != 0 ||
        ::getsockname(listener, generic, &size) != 0) {
      throw std::runtime_error("no port to listen on");
    }
    port_ = ntohs(address.sin_port);
    for (int i = 0; i < 4; ++i) {
      (void)::connect(add_socket(SOCK_CLOEXEC | SOCK_NONBLOCK), generic, size);
    }
  }
  ~FullListener() {
    for (const int socket : sockets_) ::close(socket);
  }
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  int add_socket(int flags) {
    return sockets_.emplace_back(::socket(AF_INET, SOCK_STREAM | flags, 0));
  }

  std::vector<int> sockets_;
  std::uint16_t port_ = 0;
};

}  // namespace livetap::test
