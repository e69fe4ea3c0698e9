#pragma once

namespace livetap::worker {

/// A descriptor that is readable between raise() and clear(). Any thread.
class EventFd {
 public:
  EventFd();
  ~EventFd();
  EventFd(const EventFd&) = delete;
  EventFd& operator=(const EventFd&) = delete;

  int fd() const { return fd_; }
  void raise() noexcept;
  void clear() noexcept;

 private:
  int fd_;
};

}  // namespace livetap::worker
