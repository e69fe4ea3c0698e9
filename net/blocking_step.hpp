#pragma once
#include <sys/epoll.h>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <optional>

namespace livetap::net {

/// Runs asynchronous operations one after the other on the calling thread, each until it ends, its
/// deadline passes or the cancel descriptor becomes readable. Inside net/ only: drags in Asio.
class BlockingSteps {
 public:
  using Clock = std::chrono::steady_clock;
  using Error = boost::system::error_code;

  BlockingSteps(boost::asio::io_context& context, int cancel_fd)
      : context_(context), watch_(context) {
    context_.restart();
    if (cancel_fd >= 0) watch_cancel(cancel_fd);
  }
  ~BlockingSteps() { drain(); }
  BlockingSteps(const BlockingSteps&) = delete;
  BlockingSteps& operator=(const BlockingSteps&) = delete;

  /// `start(handler)` begins the operation, `handler(error)` ends it, `abort()` must make it end at
  /// once. Too late: asio::error::timed_out. Cancelled: asio::error::operation_aborted.
  template <class Start, class Abort>
  Error run(Clock::time_point deadline, Start start, Abort abort) {
    std::optional<Error> done;
    start([&done](const Error& error) { done = error; });
    context_.restart();
    while (!done && !cancelled_ && Clock::now() < deadline) context_.run_one_until(deadline);
    if (done) return *done;
    abort();
    drain();
    return cancelled_ ? boost::asio::error::operation_aborted : boost::asio::error::timed_out;
  }

 private:
  // Asio makes a descriptor non-blocking for everybody who shares it. The caller's is therefore
  // watched through an epoll descriptor of our own.
  void watch_cancel(int cancel_fd) {
    const int poller = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN;
    if (poller < 0 || ::epoll_ctl(poller, EPOLL_CTL_ADD, cancel_fd, &event) != 0) {
      if (poller >= 0) ::close(poller);
      return;
    }
    watch_.assign(poller);
    watch_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](const Error& error) { cancelled_ = cancelled_ || !error; });
  }

  /// Every operation has been told to end; their handlers must run while what they refer to lives.
  void drain() {
    Error ignored;
    watch_.close(ignored);
    context_.restart();
    context_.run();
  }

  boost::asio::io_context& context_;
  boost::asio::posix::stream_descriptor watch_;
  bool cancelled_ = false;
};

}  // namespace livetap::net
