#include "tests/support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace livetap::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// Closed so that the peer gets a reset, not a farewell.
void reset(int socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket);
}

}  // namespace

TcpProxy::TcpProxy(std::uint16_t server_port) : server_port_(server_port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

TcpProxy::~TcpProxy() {
  ::eventfd_write(wake_, 1);
  thread_.join();
  reset_all();
  ::close(listener_);
  ::close(wake_);
}

void TcpProxy::run() {
  for (;;) {
    std::vector<pollfd> fds{{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    const short events = swallows_ ? short{0} : short{POLLIN};
    for (const auto& link : links_) {
      fds.push_back({link.client, events, 0});
      fds.push_back({link.server, events, 0});
    }
    ::poll(fds.data(), fds.size(), 50);
    if (fds[0].revents != 0) return;
    std::vector<Link> kept;
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const auto link = links_[i];
      const bool lives = (fds[2 + 2 * i].revents == 0 || carry(link.client, link.server, true)) &&
                         (fds[3 + 2 * i].revents == 0 || carry(link.server, link.client, false));
      if (lives) {
        kept.push_back(link);
      } else {
        reset(link.client);
        reset(link.server);
      }
    }
    links_ = std::move(kept);
    if (left_ == 0) reset_all();
    if (fds[1].revents != 0) accept_one();
  }
}

void TcpProxy::accept_one() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(server_port_);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    reset(client);
    ::close(server);
    return;
  }
  links_.push_back({client, server});
}

bool TcpProxy::carry(int from, int to, bool counts) {
  std::array<char, 16384> buffer;
  auto size = ::recv(from, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size <= 0) return false;
  const auto left = left_.load();
  if (counts && left >= 0) {
    size = std::min<std::int64_t>(size, left);
    left_ = left - size;
  }
  for (ssize_t sent = 0; sent < size;) {
    const auto done =
        ::send(to, buffer.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
    if (done <= 0) return false;
    sent += done;
  }
  return true;
}

void TcpProxy::reset_all() {
  for (const auto& link : links_) {
    reset(link.client);
    reset(link.server);
    ++cuts_;
  }
  links_.clear();
  left_ = -1;
}

}  // namespace livetap::test
