#include "agent/worker/process_setup.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <new>
#include <string>

namespace livetap::worker {

namespace {

void die_with_parent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void give_up_memory() {
  ::_exit(exit_out_of_memory);
}

void point_at_null(int fd, int flags) {
  const int null = ::open("/dev/null", flags | O_CLOEXEC);
  if (null >= 0) {
    ::dup2(null, fd);
    ::close(null);
  }
}

}  // namespace

bool set_up_process(const char* probe_name) {
  const pid_t agent = ::getppid();
  die_with_parent();
  // A plugin that forks leaves nobody behind either. The signal is lost on fork, not on exec.
  ::pthread_atfork(nullptr, nullptr, die_with_parent);
  ::setsid();  // fails when it is done already, by the agent that spawned us
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2}) {
    ::signal(signal, SIG_IGN);
  }
  point_at_null(STDIN_FILENO, O_RDONLY);
  point_at_null(STDOUT_FILENO, O_WRONLY);
  const std::string name = std::string("livetap:") + probe_name;
  ::prctl(PR_SET_NAME, name.c_str());
  // It may have died before the signal was asked for; reading the socket shows the earlier case.
  return ::getppid() == agent;
}

void limit_memory(std::uint64_t bytes) {
  std::set_new_handler(give_up_memory);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (bytes > 0) {
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_DATA, &limit);
  }
#else
  static_cast<void>(bytes);
#endif
}

}  // namespace livetap::worker
