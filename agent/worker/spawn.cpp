#include "agent/worker/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "agent/worker/worker_argument.hpp"

namespace livetap::worker {

namespace {

/// A descriptor that is closed unless it is released.
class OwnedFd {
 public:
  explicit OwnedFd(int fd = -1) : fd_(fd) {}
  ~OwnedFd() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  OwnedFd(OwnedFd&& other) noexcept : fd_(other.release()) {}
  OwnedFd& operator=(OwnedFd&&) = delete;

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Error failed(const std::string& what, int error) {
  return {ErrorKind::unavailable,
          "cannot start a worker: " + what + ": " + std::generic_category().message(error),
          "look at the limits of processes and open files (ulimit -u, ulimit -n)", ""};
}

/// Moved above the numbers that the child's descriptors take, so that none overwrites another.
OwnedFd moved_up(OwnedFd fd) {
  return OwnedFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, worker_fd + 1));
}

std::vector<std::string> allowed_environment() {
  constexpr std::array names{"PATH",          "LANG",         "LC_ALL",       "TZ",
                             "SSL_CERT_FILE", "SSL_CERT_DIR", "ASAN_OPTIONS", "LSAN_OPTIONS",
                             "TSAN_OPTIONS",  "UBSAN_OPTIONS"};
  std::vector<std::string> allowed;
  for (const char* name : names) {
    if (const char* value = std::getenv(name)) {
      allowed.push_back(std::string(name) + "=" + value);
    }
  }
  return allowed;
}

std::vector<char*> as_pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

int run(pid_t& pid, const std::string& program, std::vector<std::string> arguments, int socket,
        int errors) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, socket, worker_fd);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, worker_fd + 1);

  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(
      &attributes,
      static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  auto environment = allowed_environment();
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes,
                                  as_pointers(arguments).data(), as_pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

Result<Spawned> spawn_worker(const std::string& program, const std::string& argument,
                             const std::string& name) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return failed("socketpair", errno);
  }
  OwnedFd ours(ends[0]);
  const OwnedFd theirs = moved_up(OwnedFd(ends[1]));
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return failed("pipe", errno);
  }
  OwnedFd errors_read(ends[0]);
  const OwnedFd errors_write = moved_up(OwnedFd(ends[1]));
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(errors_read.get(), F_SETFL, O_NONBLOCK);

  Spawned spawned;
  if (const int error = run(spawned.pid, program, {"livetap-worker", argument, name}, theirs.get(),
                            errors_write.get())) {
    return failed(program, error);
  }
  // Cannot miss: a process that ended stays until we have waited for it.
  spawned.pidfd = static_cast<int>(::syscall(SYS_pidfd_open, spawned.pid, 0));
  if (spawned.pidfd < 0) {
    const int error = errno;
    ::kill(spawned.pid, SIGKILL);
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(spawned.pid), &ended, WEXITED);
    return failed("pidfd_open", error);
  }
  spawned.socket = ours.release();
  spawned.stderr_pipe = errors_read.release();
  return spawned;
}

}  // namespace livetap::worker
