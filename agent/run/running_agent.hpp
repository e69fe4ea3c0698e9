#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
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

  void start();

  /// Ends the workers, lets the sinks send what is queued, and calls `done`: within 3 s.
  void stop(std::function<void()> done);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Runs until SIGTERM or SIGINT. The exit status.
int run_until_signal(CheckedConfig checked, StateDir state);

}  // namespace livetap
