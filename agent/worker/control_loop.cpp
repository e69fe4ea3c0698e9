#include "agent/worker/control_loop.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <thread>

#include "agent/worker/process_setup.hpp"

namespace livetap::worker {

namespace {

/// How often a streaming probe's open gathers are looked at; what a gather's age may be late by.
constexpr int tick_ms = 100;

[[noreturn]] void end_with_agent() {
  ::kill(0, SIGKILL);  // our own group: whatever the plugin forked goes, too
  ::_exit(1);
}

}  // namespace

ControlLoop::ControlLoop(int fd) : fd_(fd), instance_(outbox_) {}

int ControlLoop::run() {
  std::thread([this] { run_collect_thread(); }).detach();
  bool full = false;
  while (true) {
    const short events = static_cast<short>(full ? POLLIN | POLLOUT : POLLIN);
    std::array<pollfd, 2> polled{{{fd_, events, 0}, {outbox_.wake().fd(), POLLIN, 0}}};
    // With the socket full there is no use in hearing that the outbox has more.
    ::poll(polled.data(), full ? 1 : 2, streaming_ ? tick_ms : -1);
    if (polled[0].revents != 0) {
      read_orders();
    }
    if (streaming_) {
      instance_.tick();
    }
    const bool over = destroyed();
    full = write_answers();
    if (over && !full) {
      return 0;
    }
  }
}

void ControlLoop::run_collect_thread() {
  ::pthread_setname_np(::pthread_self(), "collect");
  while (true) {
    auto order = next_order();
    const bool last = std::holds_alternative<Stop>(order);
    perform(std::move(order));
    if (last) {
      const std::lock_guard lock(mutex_);
      destroyed_ = true;
      outbox_.wake().raise();
      return;
    }
  }
}

Message ControlLoop::next_order() {
  std::unique_lock lock(mutex_);
  ordered_.wait(lock, [this] { return !orders_.empty(); });
  auto order = std::move(orders_.front());
  orders_.pop_front();
  return order;
}

void ControlLoop::perform(Message&& order) {
  if (auto* start = std::get_if<Start>(&order)) {
    instance_.start(std::move(*start));
  } else if (const auto* describe = std::get_if<Describe>(&order)) {
    instance_.describe(*describe);
  } else if (const auto* collect = std::get_if<Collect>(&order)) {
    instance_.collect(*collect);
  } else if (std::holds_alternative<Stop>(order)) {
    instance_.destroy();
  }
}

void ControlLoop::read_orders() {
  std::array<char, 65536> buffer;
  const auto size = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNRESET) {
    ::_exit(exit_no_socket);
  }
  if (size == 0 || (size < 0 && errno == ECONNRESET)) {
    end_with_agent();
  }
  if (size > 0) {
    frames_.append({buffer.data(), static_cast<std::size_t>(size)});
  }
  while (true) {
    auto frame = frames_.next();
    if (frame && !*frame) {
      return;
    }
    auto order = frame ? decode(**frame) : Result<Message>(frame.error());
    if (!order) {
      ::_exit(exit_bad_frame);
    }
    obey(*std::move(order));
  }
}

void ControlLoop::obey(Message&& order) {
  if (const auto* cancel = std::get_if<Cancel>(&order)) {
    instance_.cancel(cancel->sequence);
    return;
  }
  const bool stop = std::holds_alternative<Stop>(order);
  const auto* collect = std::get_if<Collect>(&order);
  streaming_ = streaming_ || (collect != nullptr && collect->streaming);
  {
    const std::lock_guard lock(mutex_);
    orders_.push_back(std::move(order));
  }
  ordered_.notify_one();
  if (stop) {
    instance_.cancel_all();
  }
}

bool ControlLoop::write_answers() {
  while (true) {
    if (unwritten_.empty()) {
      unwritten_ = outbox_.take();
    }
    if (unwritten_.empty()) {
      return false;
    }
    const auto size =
        ::send(fd_, unwritten_.data(), unwritten_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0) {
      if (errno == EAGAIN || errno == EINTR) {
        return true;
      }
      end_with_agent();
    }
    unwritten_.erase(0, static_cast<std::size_t>(size));
  }
}

bool ControlLoop::destroyed() {
  const std::lock_guard lock(mutex_);
  return destroyed_;
}

}  // namespace livetap::worker
