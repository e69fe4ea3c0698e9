#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/http_request.hpp"

namespace livetap::test {

// A private RabbitMQ with its management plugin on free ports of 127.0.0.1, with an Erlang port
// mapper of its own; all of it is gone with this object. Starting takes some 5 to 15 s: share one
// between the cases of a test program. Every call works or throws std::runtime_error. Not for use
// by two threads at once.
//
//   RabbitServer rabbit;
//   rabbit.declare_queue("orders");
//   rabbit.publish("orders", "hello", 3);
//   CHECK(rabbit.take("orders", 1).front() == "hello");
class RabbitServer {
 public:
  struct Options {
    std::filesystem::path folder{};  // kept afterwards; empty: a temporary one
    std::string settings{};          // further lines of rabbitmq.conf
    int statistics_ms = 5000;  // how often counts and rates are refreshed (RabbitMQ's default)
  };

  RabbitServer();
  explicit RabbitServer(Options options);
  ~RabbitServer();
  RabbitServer(const RabbitServer&) = delete;
  RabbitServer& operator=(const RabbitServer&) = delete;

  std::uint16_t amqp_port() const;
  std::uint16_t management_port() const;
  std::string management_url() const;  // http://127.0.0.1:PORT
  std::string user() const;            // an administrator
  std::string password() const;

  // Any call of the management API, as the administrator: api("GET", "/api/queues").
  HttpReply api(std::string_view method, std::string_view target, std::string_view body = "") const;
  void declare_vhost(std::string_view name);
  void create_user(std::string_view name, std::string_view password, std::string_view tags = "");
  void declare_queue(std::string_view name, std::string_view vhost = "/");
  void delete_queue(std::string_view name, std::string_view vhost = "/");
  void publish(std::string_view queue, std::string_view payload, int count = 1,
               std::string_view vhost = "/");
  // Takes at most so many messages off the queue, acknowledged; their payloads.
  std::vector<std::string> take(std::string_view queue, int count, std::string_view vhost = "/");
  // What the statistics say: nothing while they are missing (a new queue has none at first).
  std::optional<std::int64_t> messages(std::string_view queue, std::string_view vhost = "/") const;

  void stop();   // in good order, durable queues stay
  void crash();  // kill -9
  void start();  // after one of the two, on the same ports
  void pause();  // SIGSTOP: connections stay open and nothing answers
  void resume();

  std::filesystem::path log() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::test
