#include "agent_process.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>

#include "fleet_bench.hpp"

namespace livetap::test {

namespace {
constexpr char agent_argument[] = "--as-agent";
}

std::optional<int> agent_main_if_asked(int argc, char** argv) {
  if (argc != 2 || std::strcmp(argv[1], agent_argument) != 0) {
    return std::nullopt;
  }
  boost::asio::io_context io;
  Fleet fleet(io, {}, {});
  auto hanging = abi_probe("misbehave", "hang_collect");
  hanging.timeout = std::chrono::seconds(60);
  fleet.start({abi_probe("plain"), hanging, abi_probe("misbehave", "none")});
  io.run_for(std::chrono::seconds(60));
  return 0;
}

AgentProcess::AgentProcess() {
  std::string program = "/proc/self/exe";
  std::string argument = agent_argument;
  char* arguments[] = {program.data(), argument.data(), nullptr};
  ::posix_spawn(&pid_, program.c_str(), nullptr, nullptr, arguments, environ);
}

AgentProcess::~AgentProcess() {
  kill();
}

std::vector<pid_t> AgentProcess::workers(std::size_t count) {
  std::vector<pid_t> found;
  for (int tries = 0; tries < 500 && found.size() != count; ++tries) {
    ::usleep(20'000);
    found.clear();
    const auto proc = "/proc/" + std::to_string(pid_);
    std::ifstream file(proc + "/task/" + std::to_string(pid_) + "/children");
    for (pid_t worker = 0; file >> worker;) {
      found.push_back(worker);
    }
  }
  ::usleep(300'000);  // into their collects
  return found;
}

void AgentProcess::kill() {
  if (pid_ != 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
}

}  // namespace livetap::test
