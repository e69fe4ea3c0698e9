#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>

#include "agent/worker/outbox.hpp"
#include "agent/worker/probe_instance.hpp"
#include "agent/worker/wire.hpp"

namespace livetap::worker {

/// The worker's two threads: this one, which does all socket I/O and nothing that can block, and
/// the collect thread, in which the plugin lives.
class ControlLoop {
 public:
  /// `fd`: the worker's end of the socket, owned by the caller.
  explicit ControlLoop(int fd);

  /// Returns when the agent asked for the end and the instance is destroyed, with the exit status.
  /// Ends the process when the agent is gone.
  int run();

 private:
  void run_collect_thread();
  void perform(Message&& message);
  Message next_order();

  void read_orders();
  void obey(Message&& order);
  /// Writes what the socket takes; true when something is left.
  bool write_answers();
  bool destroyed();

  const int fd_;
  Outbox outbox_;
  ProbeInstance instance_;
  FrameBuffer frames_;
  std::string unwritten_;
  bool streaming_ = false;

  std::mutex mutex_;
  std::condition_variable ordered_;
  std::deque<Message> orders_;
  bool destroyed_ = false;
};

}  // namespace livetap::worker
