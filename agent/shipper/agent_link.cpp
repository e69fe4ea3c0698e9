#include "agent/shipper/agent_link.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "agent/model/clocks.hpp"

namespace livetap::shipper {

namespace {

constexpr Milliseconds patience{10'000};
constexpr Milliseconds idle{250};

}  // namespace

std::optional<Orders> AgentLink::await_orders() {
  const auto deadline = clocks().steady + patience;
  while (!over_ && clocks().steady < deadline) {
    receive(idle);
    if (const auto body = next_body()) {
      auto orders = decode_orders(*body);
      pulse_ = orders ? orders->now : Moment{};
      return orders;
    }
  }
  return std::nullopt;
}

void AgentLink::listen(Milliseconds at_most) {
  receive(at_most);
  while (const auto body = next_body()) {
    if (const auto pulse = decode_pulse(*body)) {
      pulse_ = pulse->at;
    }
  }
}

/// The agent's end is ours.
void AgentLink::receive(Milliseconds at_most) {
  pollfd socket{fd_, POLLIN, 0};
  if (::poll(&socket, 1, static_cast<int>(at_most.count())) <= 0 || socket.revents == 0) {
    return;
  }
  std::array<char, 4096> buffer;
  const auto size = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) {
    over_ = true;
    return;
  }
  frames_.append({buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))});
}

/// Of the next whole message; empty for one that is not of ours.
std::optional<std::string> AgentLink::next_body() {
  const auto frame = frames_.next();
  if (!frame) {
    over_ = true;
    return std::nullopt;
  }
  if (!*frame) {
    return std::nullopt;
  }
  const auto message = worker::decode(**frame);
  const auto* foreign = message ? std::get_if<worker::Foreign>(&*message) : nullptr;
  return foreign == nullptr ? std::string() : foreign->body;
}

Moment AgentLink::clocks_of_agent() const {
  const auto now = clocks().steady;
  return {now, pulse_.wall + span_between(pulse_.steady, now)};
}

/// An agent that reads nothing for so long has ended, or will end us.
void AgentLink::send(const Report& report) {
  const auto frame = worker::encode(worker::Foreign{encode(report)});
  std::string_view rest = frame;
  while (!rest.empty() && !over_) {
    const auto size = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size > 0) {
      rest.remove_prefix(static_cast<std::size_t>(size));
      continue;
    }
    pollfd socket{fd_, POLLOUT, 0};
    if (errno != EAGAIN && errno != EINTR) {
      over_ = true;
    } else if (::poll(&socket, 1, static_cast<int>(patience.count())) <= 0) {
      over_ = true;
    }
  }
}

}  // namespace livetap::shipper
