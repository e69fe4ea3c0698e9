#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "tests/support/keeper/descendants.hpp"
#include "tests/support/keeper/report.hpp"
#include "tests/support/output_file.hpp"

namespace livetap::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// The keeper's own numbers for its two pipes.
constexpr int kCommands = 3;
constexpr int kReport = 4;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> environment_of(const ChildOptions& options) {
  std::map<std::string, std::string> all;
  for (char** at = options.own_environment_only ? nullptr : environ; at && *at; ++at) {
    const std::string_view entry = *at;
    const auto equals = entry.find('=');
    if (equals != std::string_view::npos) {
      all.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
  for (const auto& [name, value] : options.environment) all[name] = value;
  std::vector<std::string> list;
  for (const auto& [name, value] : all) {
    if (!value.empty()) list.push_back(name + "=" + value);
  }
  return list;
}

std::vector<std::string> keeper_command(const ChildOptions& options) {
  std::vector<std::string> command{LIVETAP_KEEPER, "--commands", std::to_string(kCommands),
                                   "--report", std::to_string(kReport)};
  const auto add = [&](const char* name, std::string value) {
    command.emplace_back(name);
    command.push_back(std::move(value));
  };
  add("--last-signal", std::to_string(options.last_signal));
  add("--linger-ms", std::to_string(options.linger.count()));
  if (!options.user.empty()) add("--user", options.user);
  if (!options.remove_if_we_die.empty()) add("--remove", options.remove_if_we_die.string());
  command.emplace_back("--");
  command.insert(command.end(), options.command.begin(), options.command.end());
  return command;
}

// A pair of sockets, because writing to a pipe that nobody reads is a signal.
struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
      throw std::runtime_error("no pipe can be made");
    }
    read = ends[0];
    write = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(read);
    close(write);
  }
  static void close(int& end) {
    if (end >= 0) ::close(std::exchange(end, -1));
  }
};

// The keeper's descriptors: 0 empty, 1 and 2 outputs, 3 and 4 its pipes, nothing else of ours.
// The pipes go by way of high numbers, lest one is overwritten before it is moved.
class FileActions {
 public:
  FileActions(const ChildOptions& options, const OutputFile& out, const OutputFile& err,
              const Pipe& commands, const Pipe& report) {
    constexpr int kHigh = 500;
    ::posix_spawn_file_actions_init(&actions_);
    move(commands.read, kHigh);
    move(report.write, kHigh + 1);
    move(out.descriptor(), kHigh + 2);
    move(err.descriptor(), kHigh + 3);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    move(kHigh + 2, 1);
    move(kHigh + 3, 2);
    move(kHigh, kCommands);
    move(kHigh + 1, kReport);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kReport + 1);
    if (!options.folder.empty()) {
      ::posix_spawn_file_actions_addchdir_np(&actions_, options.folder.c_str());
    }
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  void move(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
  posix_spawn_file_actions_t actions_;
};

ChildExit to_exit(const keeper::Report& report) {
  ChildExit exit;
  exit.leftovers = report.leftovers;
  if (WIFEXITED(report.value)) exit.code = WEXITSTATUS(report.value);
  if (WIFSIGNALED(report.value)) exit.signal = WTERMSIG(report.value);
  return exit;
}

}  // namespace

struct ChildProcess::State {
  explicit State(const ChildOptions& options)
      : one_log(!options.log.empty()),
        out(one_log ? std::make_unique<OutputFile>(options.log) : std::make_unique<OutputFile>()),
        err(one_log ? nullptr : std::make_unique<OutputFile>()) {
    auto command = keeper_command(options);
    auto environment = environment_of(options);
    const FileActions actions(options, *out, one_log ? *out : *err, commands, reports);
    const int error = ::posix_spawn(&keeper, LIVETAP_KEEPER, actions.get(), nullptr,
                                    pointers(command).data(), pointers(environment).data());
    if (error != 0) {
      throw std::system_error(error, std::generic_category(), "cannot run " LIVETAP_KEEPER);
    }
    Pipe::close(commands.read);
    Pipe::close(reports.write);
    keeper::Report started{};
    if (::read(reports.read, &started, sizeof started) != sizeof started) {
      ::waitpid(keeper, nullptr, 0);
      throw std::runtime_error("livetap-keeper could not start " + options.command.at(0));
    }
    program = started.value;
  }

  ~State() {
    if (!exit) command(SIGKILL | 0x80);
    finish(milliseconds(-1));
  }

  // Returns when the signal is sent. When the keeper has ended, so has the program.
  void command(int byte) {
    const auto value = static_cast<unsigned char>(byte);
    if (exit || ::send(commands.write, &value, 1, MSG_NOSIGNAL) != 1) return;
    take_report();
  }

  void take_report() {
    keeper::Report report{};
    const bool whole = ::read(reports.read, &report, sizeof report) == sizeof report;
    if (whole && report.kind != keeper::Report::Kind::kEnded) return;
    exit = whole ? to_exit(report)
                 : ChildExit{.code = std::nullopt, .signal = SIGKILL, .leftovers = 0};
    Pipe::close(commands.write);
    ::waitpid(keeper, nullptr, 0);
  }

  // Waits for the last report; a negative deadline is none.
  void finish(milliseconds deadline) {
    if (exit) return;
    pollfd wait_for{reports.read, POLLIN, 0};
    const auto end = Clock::now() + deadline;
    for (int ready = 0; ready <= 0;) {
      const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
      if (deadline.count() >= 0 && left < 0) return;
      ready = ::poll(&wait_for, 1, deadline.count() < 0 ? -1 : static_cast<int>(left));
      if (ready == 0) return;
    }
    take_report();
  }

  bool one_log;
  std::unique_ptr<OutputFile> out;
  std::unique_ptr<OutputFile> err;
  Pipe commands;
  Pipe reports;
  pid_t keeper = -1;
  pid_t program = -1;
  std::optional<ChildExit> exit;
};

ChildProcess::ChildProcess(ChildOptions options) : state_(std::make_unique<State>(options)) {}
ChildProcess::~ChildProcess() = default;
ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;
ChildProcess& ChildProcess::operator=(ChildProcess&&) noexcept = default;

pid_t ChildProcess::pid() const {
  return state_->program;
}

bool ChildProcess::running() {
  return !wait(milliseconds(0));
}

void ChildProcess::signal(int number) {
  state_->command(number);
}

void ChildProcess::signal_all(int number) {
  state_->command(number | 0x80);
}

std::vector<pid_t> ChildProcess::descendants() const {
  return keeper::descendants(state_->program);
}

std::optional<ChildExit> ChildProcess::wait(milliseconds deadline) {
  state_->finish(deadline);
  return state_->exit;
}

ChildExit ChildProcess::stop(milliseconds grace, int first_signal) {
  if (running()) signal(first_signal);
  if (!wait(grace)) signal_all(SIGKILL);
  state_->finish(milliseconds(-1));
  return *state_->exit;
}

std::string ChildProcess::out() const {
  return state_->out->content();
}

std::string ChildProcess::err() const {
  return state_->err ? state_->err->content() : "";
}

bool ChildProcess::wait_for_output(std::string_view text, milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  for (;;) {
    const bool alive = running();
    if (out().find(text) != std::string::npos || err().find(text) != std::string::npos) return true;
    if (!alive || Clock::now() >= end) return false;
    std::this_thread::sleep_for(milliseconds(10));
  }
}

}  // namespace livetap::test
