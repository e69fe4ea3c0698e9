/* Preloaded before libfaketime: timers of the event loop stay real. libfaketime 0.9 takes an
 * absolute time of the steady clock for one of the wall clock, even with
 * FAKETIME_DONT_FAKE_MONOTONIC: while that is behind, such a timer never fires. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

int timerfd_settime(int fd, int flags, const struct itimerspec* next, struct itimerspec* last) {
  return (int)syscall(SYS_timerfd_settime, fd, flags, next, last);
}
