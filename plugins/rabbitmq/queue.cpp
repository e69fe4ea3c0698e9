#include "plugins/rabbitmq/queue.hpp"

namespace livetap::rabbitmq {

std::optional<double> Queue::taken_rate() const {
  std::optional<double> taken;
  for (const auto& part : {ack_rate, deliver_no_ack_rate, get_no_ack_rate}) {
    if (part) taken = taken.value_or(0.0) + *part;
  }
  return taken;
}

}  // namespace livetap::rabbitmq
