#include "tests/demo/socket_watch.hpp"

#include <sys/socket.h>

#include <utility>

namespace livetap::standin {

SocketWatch::SocketWatch() : thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

SocketWatch::Step SocketWatch::step(int socket, std::chrono::milliseconds deadline) {
  {
    const std::lock_guard lock(mutex_);
    socket_ = socket;
    deadline_ = std::chrono::steady_clock::now() + deadline;
  }
  changed_.notify_one();
  return Step(*this);
}

void SocketWatch::disarm() {
  const std::lock_guard lock(mutex_);
  socket_ = -1;
}

void SocketWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
}

void SocketWatch::run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (socket_ < 0) {
      changed_.wait(lock, stop, [this] { return socket_ >= 0; });
      continue;
    }
    const auto until = deadline_;
    changed_.wait_until(lock, stop, until,
                        [&] { return stopped_ || socket_ < 0 || deadline_ != until; });
    const bool late = deadline_ == until && std::chrono::steady_clock::now() >= until;
    if (socket_ >= 0 && (late || stopped_)) {
      ::shutdown(socket_, SHUT_RDWR);
      socket_ = -1;
    }
  }
}

}  // namespace livetap::standin
