#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "integration/agent/agent_process.hpp"
#include "support/grafana/live_endpoint.hpp"

namespace livetap::test {

// The agent at work on Sources, pushing to an endpoint as strict as Grafana. Both end with it.
class RunningAgentProcess {
 public:
  // `more` are further top-level sections of the config.
  explicit RunningAgentProcess(const std::string& more = "");

  LiveEndpoint grafana;
  TempFolder folder;
  std::filesystem::path config;
  ChildProcess agent;

  // The worker process of a probe; 0 when there is none.
  pid_t worker(const std::string& probe) const;

  // Waits until the channel got so many more messages than it has now.
  bool more_messages(const std::string& measurement, std::size_t count,
                     std::chrono::milliseconds at_most);
  // Waits until the newest message of a channel fulfils the condition.
  bool newest(const std::string& measurement,
              const std::function<bool(const LiveFrame& frame)>& condition,
              std::chrono::milliseconds at_most);
  // The longest silence of a channel between two messages since `from`.
  std::chrono::milliseconds longest_gap(const std::string& measurement,
                                        std::chrono::steady_clock::time_point from) const;
};

// The full name of a measurement's channel.
std::string channel(const std::string& measurement);

}  // namespace livetap::test
