#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "support/child_process.hpp"
#include "support/grafana/live_endpoint.hpp"
#include "support/temp_folder.hpp"

namespace livetap::test {

// The full name of a measurement's channel.
std::string channel(const std::string& measurement);

// The agent's program at work, pushing to an endpoint as strict as Grafana. Both end with it.
//
//   LiveAgent agent([](const LiveEndpoint& grafana, const TempFolder& folder) { ... }, {});
//   REQUIRE(agent.more_messages("signals", 2, 30s));
class LiveAgent {
 public:
  // Writes the config, or names one that is there already.
  using Config =
      std::function<std::filesystem::path(const LiveEndpoint& grafana, const TempFolder& folder)>;
  // What the environment of the agent holds besides ours.
  using Environment = std::function<std::map<std::string, std::string>(const LiveEndpoint& grafana,
                                                                       const TempFolder& folder)>;

  LiveAgent(const Config& make_config, const Environment& make_environment);

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
  // The longest silence of a channel since `from`, the one that lasts until now included.
  std::chrono::milliseconds longest_gap(const std::string& measurement,
                                        std::chrono::steady_clock::time_point from) const;
};

}  // namespace livetap::test
