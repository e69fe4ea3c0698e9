#pragma once

#include <stop_token>

#include "tests/demo/amqp_connection.hpp"
#include "tests/demo/faults.hpp"
#include "tests/demo/status.hpp"

namespace livetap::standin {

struct QueueOptions {
  AmqpOptions server;
  double rate = 20;  // messages per second, over all queues
};

// Publishes, and consumes, until stopped; both declare the queues and connect again when they lose
// the server. Each is for a thread of its own.
void run_publisher(std::stop_token stop, const QueueOptions& options, Status& status);
void run_consumer(std::stop_token stop, const QueueOptions& options, const Faults& faults);

}  // namespace livetap::standin
