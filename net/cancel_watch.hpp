#pragma once
#include <sys/epoll.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace livetap::net {

/// Notices when a descriptor becomes readable while an io_context runs. Inside net/ only: drags in
/// Asio.
class CancelWatch {
 public:
  /// -1: there is nothing to watch.
  CancelWatch(boost::asio::io_context& context, int cancel_fd) : watch_(context) {
    if (cancel_fd >= 0) watch(cancel_fd);
  }
  CancelWatch(const CancelWatch&) = delete;
  CancelWatch& operator=(const CancelWatch&) = delete;

  bool cancelled() const { return cancelled_; }
  /// Watches no longer; the io_context must run once more while this object lives.
  void end() {
    boost::system::error_code ignored;
    watch_.close(ignored);
  }

 private:
  // Asio makes a descriptor non-blocking for everybody who shares it. The caller's is therefore
  // watched through an epoll descriptor of our own.
  void watch(int cancel_fd) {
    const int poller = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN;
    if (poller < 0 || ::epoll_ctl(poller, EPOLL_CTL_ADD, cancel_fd, &event) != 0) {
      if (poller >= 0) ::close(poller);
      return;
    }
    watch_.assign(poller);
    watch_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](const auto& error) { cancelled_ = cancelled_ || !error; });
  }

  boost::asio::posix::stream_descriptor watch_;
  bool cancelled_ = false;
};

}  // namespace livetap::net
