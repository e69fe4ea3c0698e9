#include "net/postgres/side_call.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>

namespace livetap::net::postgres {

struct SideCall::Done {
  Done() : fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~Done() { ::close(fd); }
  Done(const Done&) = delete;
  Done& operator=(const Done&) = delete;

  int fd;
};

namespace {

/// Signals belong to the host's threads.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

SideCall::SideCall(std::function<void()> call) : done_(std::make_shared<Done>()) {
  const SignalsBlocked blocked;
  std::thread thread([call = std::move(call), done = done_]() mutable {
    pthread_setname_np(pthread_self(), "livetap-pq-side");
    call();
    call = nullptr;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(done->fd, &one, sizeof one);
  });
  thread.detach();
}

Waited SideCall::wait(Time deadline, int cancel_fd) const {
  return wait_for(done_->fd, true, false, deadline, cancel_fd);
}

bool SideCall::running() const {
  return wait_for(done_->fd, true, false, Time::min(), -1) != Waited::ready;
}

}  // namespace livetap::net::postgres
