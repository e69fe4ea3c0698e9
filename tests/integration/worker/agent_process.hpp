#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <vector>

namespace livetap::test {

/// This program as an agent of three probes, in a process that can be killed.
class AgentProcess {
 public:
  AgentProcess();
  ~AgentProcess();

  /// Its workers, once there are that many.
  std::vector<pid_t> workers(std::size_t count);
  void kill();

 private:
  pid_t pid_ = 0;
};

std::optional<int> agent_main_if_asked(int argc, char** argv);

}  // namespace livetap::test
