#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "support/child_process.hpp"
#include "support/temp_folder.hpp"

namespace livetap::test {

// The agent's own program with a config of the test's and the status page on a free port.
class StatusAgent {
 public:
  // `config` stands behind `agent:`; @STATE@ in it is a folder of the agent's own.
  StatusAgent(const std::string& config, std::map<std::string, std::string> environment,
              std::vector<std::string> arguments = {});

  std::string url() const { return url_; }  // ends in /
  ChildProcess& process() { return agent_; }
  void write_config(const std::string& config);

  boost::json::value get(const std::string& target) const;
  int status(const std::string& target) const;
  // The answer of POST /-/reload.
  struct Reloaded {
    int status = 0;
    std::string text;
  };
  Reloaded reload() const;

  // Until the condition holds of /api/status.
  bool wait_for(std::chrono::milliseconds deadline,
                const std::function<bool(const boost::json::value& status)>& condition) const;

 private:
  std::string filled(const std::string& config) const;

  TempFolder folder_{"status"};
  std::string config_;
  ChildProcess agent_;
  std::string url_;
};

}  // namespace livetap::test
