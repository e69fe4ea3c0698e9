#pragma once

#include <sys/types.h>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "agent/model/error.hpp"
#include "agent/worker/wire.hpp"
#include "agent/worker/worker_argument.hpp"

namespace livetap::worker {

/// What a process does to us, on the event loop. Nothing comes after `ended`.
struct ProcessEvents {
  std::function<void(Message&&)> said;
  /// Bytes that are no message, or more orders than it reads: it cannot be talked to any more.
  std::function<void(const std::string& what)> nonsense;
  std::function<void(std::string_view line)> wrote_to_stderr;
  /// It is gone and waited for; all that it said before was given.
  std::function<void(const std::string& how)> ended;
};

/// A worker process, started as `program argument name`, and the socket to it. Event loop thread;
/// no call blocks. Destroyed while the process lives, it kills it with all it forked.
class WorkerProcess {
 public:
  static Result<std::unique_ptr<WorkerProcess>> start(boost::asio::io_context& io,
                                                      const std::string& program,
                                                      const std::string& name, ProcessEvents events,
                                                      const char* argument = worker_argument);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  void send(const Message& message);
  /// SIGKILL to the process and all of its group.
  void kill();
  pid_t pid() const;

 private:
  class Impl;
  explicit WorkerProcess(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap::worker
