#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace livetap::test {

// How a program is started.
struct ChildOptions {
  std::vector<std::string> command{};                // program (searched in PATH) and arguments
  std::map<std::string, std::string> environment{};  // besides ours; an empty value takes one away
  bool own_environment_only = false;                 // nothing of ours is passed on
  std::filesystem::path folder{};                    // working folder; empty: ours
  std::filesystem::path log{};                       // both outputs are appended here, not kept
  std::string user{};                                // become this user first (we must be root)
  int last_signal = 9;                               // sent 1 s before SIGKILL when *we* died
  std::chrono::milliseconds linger{0};               // what outlives the program may end by itself
  std::filesystem::path remove_if_we_die{};          // a folder to clean up then
};

// How it ended: exactly one of code and signal is set.
struct ChildExit {
  std::optional<int> code;
  std::optional<int> signal;
  int leftovers = 0;  // descendants that outlived it (and `linger`) and had to be killed
};

// A program that never outlives us. Its descendants, daemons included, are killed when it ends,
// when this object goes, and when our own process dies in whatever way (a keeper process sees to
// it). Standard input is empty. Not for use by two threads at once.
//
//   ChildProcess agent({.command = {"build/dev/bin/agent", "--once"}});
//   const auto exit = agent.wait(std::chrono::seconds(10));
//   REQUIRE(exit);                       // nothing: still running at the deadline
//   CHECK(exit->code == 0);
//   CHECK(agent.out().find("ok") != std::string::npos);
class ChildProcess {
 public:
  // Throws std::runtime_error when no process can be started. A program that cannot be run ends
  // with code 127 (126: its user cannot be taken on) and a line in err().
  explicit ChildProcess(ChildOptions options);
  ~ChildProcess();
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;

  pid_t pid() const;
  bool running();

  void signal(int number);                 // to the program
  void signal_all(int number);             // to it and all its descendants
  std::vector<pid_t> descendants() const;  // children and theirs, without the program itself

  // Waits for its end; nothing when it still runs at the deadline.
  std::optional<ChildExit> wait(std::chrono::milliseconds deadline);
  // SIGTERM (or another), and SIGKILL to everything when that does not do in time.
  ChildExit stop(std::chrono::milliseconds grace, int first_signal = 15);

  // What it has written so far. Empty when a log file was given.
  std::string out() const;
  std::string err() const;
  // Waits until one of the outputs contains a text; false at the deadline or when it ended without.
  bool wait_for_output(std::string_view text, std::chrono::milliseconds deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::test
