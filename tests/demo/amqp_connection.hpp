#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tests/demo/socket_watch.hpp"

namespace livetap::standin {

struct AmqpOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5672;
  std::string user = "guest";
  std::string password;
};

// One connection with one channel to a RabbitMQ. Each call works or throws std::runtime_error;
// afterwards the connection is of no more use. Each has a deadline, kept by the watch. One thread.
class AmqpConnection {
 public:
  AmqpConnection(const AmqpOptions& options, SocketWatch& watch);
  ~AmqpConnection();

  void declare_queue(std::string_view name);  // durable
  void publish(std::string_view queue, std::string_view body);

  void consume(std::string_view queue, int prefetch);  // acknowledged by hand
  // Waits for one message and acknowledges it; false when none came in that time.
  bool take(std::chrono::milliseconds patience);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::standin
