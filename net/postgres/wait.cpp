#include "net/postgres/wait.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace livetap::net::postgres {
namespace {

/// Milliseconds until the deadline for poll(), rounded up so that it does not spin at the end.
int left_ms(Time deadline) {
  const Time now = std::chrono::steady_clock::now();
  if (deadline <= now) return 0;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
  return static_cast<int>(std::min<std::int64_t>(left.count(), 60'000));
}

}  // namespace

Waited wait_for(int fd, bool for_read, bool for_write, Time deadline, int cancel_fd) {
  const int events = (for_read ? POLLIN : 0) | (for_write ? POLLOUT : 0);
  for (;;) {
    pollfd fds[2] = {{fd, static_cast<short>(events), 0}, {cancel_fd, POLLIN, 0}};
    const int count = ::poll(fds, 2, left_ms(deadline));
    if (count < 0 && errno != EINTR)
      return Waited::ready;  // the next call on fd says what is wrong
    if (count > 0 && fds[1].revents != 0) return Waited::cancelled;
    if (count > 0 && fds[0].revents != 0) return Waited::ready;
    if (std::chrono::steady_clock::now() >= deadline) return Waited::late;
  }
}

}  // namespace livetap::net::postgres
