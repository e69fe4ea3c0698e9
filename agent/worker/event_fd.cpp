#include "agent/worker/event_fd.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace livetap::worker {

EventFd::EventFd() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_ < 0) {
    throw std::system_error(errno, std::generic_category(), "eventfd");
  }
}

EventFd::~EventFd() {
  ::close(fd_);
}

void EventFd::raise() noexcept {
  eventfd_t one = 1;
  // Fails only when it is readable already.
  static_cast<void>(::eventfd_write(fd_, one));
}

void EventFd::clear() noexcept {
  eventfd_t count = 0;
  static_cast<void>(::eventfd_read(fd_, &count));
}

}  // namespace livetap::worker
