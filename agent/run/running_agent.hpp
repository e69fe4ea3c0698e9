#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/run/checked_config.hpp"
#include "agent/run/state_dir.hpp"

namespace livetap {

/// The agent at work: the fleet of workers, the pipeline, the sinks and the agent's measurements of
/// itself, tied together on one event loop. Everything happens on the thread that runs `io`.
class RunningAgent {
 public:
  RunningAgent(boost::asio::io_context& io, CheckedConfig checked, StateDir state);
  ~RunningAgent();
  RunningAgent(const RunningAgent&) = delete;
  RunningAgent& operator=(const RunningAgent&) = delete;

  /// Fails when the status page cannot be served where the config wants it.
  Result<void> start();

  /// Reads the config again and takes over what changed; see Reloader. `why` is for the log.
  void reload(const std::string& why);
  /// Reloads by itself from now on, when the config's files change.
  void watch_config();

  /// Ends the workers, lets the sinks send what is queued, and calls `done`: within 3 s.
  void stop(std::function<void()> done);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Runs until SIGTERM or SIGINT; SIGHUP reloads. The exit status.
int run_until_signal(CheckedConfig checked, StateDir state, bool watch_config);

}  // namespace livetap
