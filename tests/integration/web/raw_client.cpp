#include "integration/web/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace livetap::test {

namespace {

using Clock = std::chrono::steady_clock;

bool wait(int socket, short events, Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  pollfd one{socket, events, 0};
  return left.count() > 0 && poll(&one, 1, static_cast<int>(left.count())) > 0;
}

}  // namespace

RawClient::RawClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
}

RawClient::~RawClient() {
  if (socket_ >= 0) {
    ::close(socket_);
  }
}

RawClient::RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

bool RawClient::send(std::string_view text, std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  while (!text.empty()) {
    if (!wait(socket_, POLLOUT, end)) {
      return false;
    }
    const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) {
      return false;
    }
    text.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
  }
  return true;
}

std::string RawClient::read_until(std::string_view text, std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  std::string got;
  std::array<char, 16384> buffer;
  while (got.find(text) == std::string::npos && wait(socket_, POLLIN, end)) {
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
      break;
    }
    got.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return got;
}

bool RawClient::closed_within(std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  std::array<char, 16384> buffer;
  while (wait(socket_, POLLIN, end)) {
    if (::recv(socket_, buffer.data(), buffer.size(), 0) <= 0) {
      return true;
    }
  }
  return false;
}

}  // namespace livetap::test
