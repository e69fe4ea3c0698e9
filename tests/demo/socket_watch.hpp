#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace livetap::standin {

// Gives deadlines to blocking libraries: when a step takes too long, or the program stops, its
// socket is shut down and the blocked call returns with an error. One owner thread.
class SocketWatch {
 public:
  SocketWatch();

  class Step {
   public:
    ~Step() { watch_.disarm(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    friend class SocketWatch;
    explicit Step(SocketWatch& watch) : watch_(watch) {}
    SocketWatch& watch_;
  };

  // Watches the socket until the returned object goes.
  [[nodiscard]] Step step(int socket, std::chrono::milliseconds deadline);

  // From any thread: the running step ends at once, and each later one.
  void stop();

 private:
  void disarm();
  void run(std::stop_token stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  int socket_ = -1;
  std::chrono::steady_clock::time_point deadline_;
  bool stopped_ = false;
  std::jthread thread_;
};

}  // namespace livetap::standin
