// livetap-keeper: runs one program and leaves nothing of it behind.
//
//   livetap-keeper --commands FD --report FD [--user NAME] [--last-signal NUMBER]
//                  [--linger-ms N] [--remove FOLDER] -- PROGRAM [ARGUMENT...]
//
// It is the reaper of everything the program starts, daemons too. The commands pipe carries bytes:
// a signal number for the program, or with bit 7 set for all its descendants. When the pipe ends
// (its owner is gone, however it died) or the program ends, all descendants are killed.
// The report pipe gets a record when it has started, at each command, and at the end (report.hpp).
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

#include "tests/support/keeper/become_user.hpp"
#include "tests/support/keeper/descendants.hpp"
#include "tests/support/keeper/options.hpp"
#include "tests/support/keeper/report.hpp"

namespace livetap::test::keeper {
namespace {

constexpr unsigned char kToAll = 0x80;
constexpr int kIgnored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};

void sleep_ms(int milliseconds) {
  ::poll(nullptr, 0, milliseconds);
}

void report(const Options& options, const Report& record) {
  // A pipe write of this size is whole or fails; an owner that is gone is no error.
  if (::write(options.report_fd, &record, sizeof record) < 0) return;
}

// Starts the program as if from a fresh log-in: nothing blocked, nothing ignored.
pid_t start(const Options& options) {
  const pid_t keeper = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::setpgid(0, 0);
  if (!options.user.empty() && !become_user(options.user)) ::_exit(126);
  // After the change of user, which clears it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != keeper) ::_exit(126);
  for (const int signal : kIgnored) ::signal(signal, SIG_DFL);
  sigset_t nothing;
  ::sigemptyset(&nothing);
  ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
  ::execvp(options.program[0], options.program);
  std::fprintf(stderr, "livetap-keeper: cannot run %s: %s\n", options.program[0],
               std::strerror(errno));
  ::_exit(127);
}

// Reaps whatever ended; the status of the program when it was among them.
std::optional<int> reap(pid_t program) {
  std::optional<int> ended;
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (pid == program) ended = status;
  }
  return ended;
}

// Kills until no descendant is left; how many there were at first.
int kill_rest() {
  int found = 0;
  for (int round = 0;; ++round) {
    const auto pids = descendants(::getpid());
    if (round == 0) found = static_cast<int>(pids.size());
    if (pids.empty()) return found;
    for (const pid_t pid : pids) ::kill(pid, SIGKILL);
    sleep_ms(2);
    reap(0);
  }
}

void linger(int milliseconds) {
  for (int waited = 0; waited < milliseconds; waited += 10) {
    reap(0);
    if (descendants(::getpid()).empty()) return;
    sleep_ms(10);
  }
  reap(0);
}

// A signal that stops has only been sent when kill() returns: until every thread of every process
// has stopped, somebody may still be answered. After 2 s it is as it is.
void stop_all() {
  for (int waited = 0; waited < 2000; waited += 2) {
    const auto pids = descendants(::getpid());
    if (std::all_of(pids.begin(), pids.end(), is_stopped)) return;
    for (const pid_t pid : pids) ::kill(pid, SIGSTOP);
    sleep_ms(2);
  }
}

void obey(pid_t program, unsigned char command) {
  const int signal = command & ~kToAll;
  if ((command & kToAll) == 0) {
    ::kill(program, signal);
    return;
  }
  if (signal == SIGSTOP) return stop_all();
  for (const pid_t pid : descendants(::getpid())) ::kill(pid, signal);
}

// The owner died: a short chance to end well (shared memory, locks), then the end.
void end_orphaned(const Options& options, pid_t program) {
  for (const pid_t pid : descendants(::getpid())) ::kill(pid, SIGCONT);
  ::kill(program, options.last_signal);
  for (int waited = 0; waited < 1000 && !reap(program); waited += 10) sleep_ms(10);
  kill_rest();
  std::error_code ignored;
  if (!options.remove.empty()) std::filesystem::remove_all(options.remove, ignored);
}

int keep(const Options& options) {
  sigset_t mask;
  ::sigemptyset(&mask);
  ::sigaddset(&mask, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &mask, nullptr);
  // A Ctrl-C is for the owner, who tells the program in its own time.
  for (const int signal : kIgnored) ::signal(signal, SIG_IGN);
  const int children = ::signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);

  const pid_t program = start(options);
  if (program < 0) return 126;
  report(options, {.kind = Report::Kind::kStarted, .value = program, .leftovers = 0});

  pollfd wait_for[] = {{options.commands_fd, POLLIN, 0}, {children, POLLIN, 0}};
  for (;;) {
    ::poll(wait_for, 2, 1000);
    signalfd_siginfo info;
    while (::read(children, &info, sizeof info) > 0) {
    }
    if (const auto status = reap(program)) {
      linger(options.linger_ms);
      const int leftovers = kill_rest();
      report(options, {.kind = Report::Kind::kEnded, .value = *status, .leftovers = leftovers});
      return 0;
    }
    if (wait_for[0].revents == 0) continue;
    unsigned char command = 0;
    if (::read(options.commands_fd, &command, 1) != 1) {
      end_orphaned(options, program);
      return 0;
    }
    obey(program, command);
    report(options, {.kind = Report::Kind::kObeyed, .value = 0, .leftovers = 0});
  }
}

}  // namespace
}  // namespace livetap::test::keeper

int main(int argc, char** argv) {
  using namespace livetap::test::keeper;
  const auto options = parse_options(argc, argv);
  if (!options) return 2;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::fcntl(options->commands_fd, F_SETFD, FD_CLOEXEC);
  ::fcntl(options->report_fd, F_SETFD, FD_CLOEXEC);
  return keep(*options);
}
