#pragma once

#include <string>

#include "integration/agent/agent_process.hpp"
#include "integration/agent/live_agent.hpp"

namespace livetap::test {

// The agent at work on Sources.
class RunningAgentProcess : public LiveAgent {
 public:
  // `more` are further top-level sections of the config.
  explicit RunningAgentProcess(const std::string& more = "");
};

}  // namespace livetap::test
