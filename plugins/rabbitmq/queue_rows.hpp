#pragma once
#include <livetap/sdk/collect.hpp>
#include <livetap/sdk/schema.hpp>

#include "plugins/rabbitmq/lag_rule.hpp"
#include "plugins/rabbitmq/queue.hpp"

namespace livetap::rabbitmq {

/// The measurement `rabbitmq_queue`: its shape, and one row of it per queue.
class QueueRows {
 public:
  /// Adds the measurement to the schema.
  explicit QueueRows(sdk::Schema& schema);

  sdk::MeasurementHandle measurement() const { return measurement_; }
  void emit(sdk::Collect& call, const Queue& queue, const LagVerdict& verdict) const;

 private:
  sdk::MeasurementHandle measurement_;
  sdk::FieldHandle messages_, ready_, unacked_, consumers_;
  sdk::FieldHandle publish_rate_, deliver_rate_, ack_rate_, taken_rate_;
  sdk::FieldHandle memory_, lagging_, state_, reason_, hint_;
};

}  // namespace livetap::rabbitmq
