#pragma once

#include <fstream>
#include <string>

#include "integration/agent/agent_process.hpp"
#include "support/wait_until.hpp"

namespace livetap::test {

// A config of one probe, `services`, whose targets stand in a file (tests/abi/targets.cpp).
struct WatchedTargets {
  TempFolder folder;
  std::filesystem::path file;
  std::string config;

  // `keys` are further keys of the probe, `sections` further top-level sections, as lines of YAML.
  explicit WatchedTargets(const std::string& targets, const std::string& keys = "",
                          const std::string& sections = "")
      : file(folder.write("targets", targets)),
        config(folder
                   .write("agent.yaml",
                          "agent: {name: test, state_dir: ./var, http: off}\n"
                          "plugin_dirs: [" LIVETAP_TEST_PLUGINS "]\n" +
                              sections +
                              "probes:\n"
                              "  - name: services\n"
                              "    plugin: targets\n"
                              "    interval: 100ms\n"
                              "    settings: {file: \"" +
                              file.string() + "\"}\n" + keys)
                   .string()) {}

  // All at once: a gather sees the old targets or the new ones.
  void write(const std::string& targets) const {
    std::filesystem::rename(folder.write("targets.new", targets), file);
  }
};

// An agent that runs on a config until its end.
struct AgentAtWork {
  explicit AgentAtWork(const std::string& config)
      : agent({.command = {agent_program().string(), "--config", config}}) {}

  bool logged(const std::string& text) {
    return wait_until(std::chrono::seconds(20),
                      [&] { return agent.err().find(text) != std::string::npos; });
  }
  bool says(const std::string& text) { return agent.err().find(text) != std::string::npos; }

  ChildProcess agent;
};

}  // namespace livetap::test
