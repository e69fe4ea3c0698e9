#pragma once
#include <livetap/sdk/collect.hpp>
#include <livetap/sdk/schema.hpp>

#include "plugins/rabbitmq/node.hpp"

namespace livetap::rabbitmq {

/// The measurement `rabbitmq_node`: its shape, and one row of it per node.
class NodeRows {
 public:
  /// Adds the measurement to the schema.
  explicit NodeRows(sdk::Schema& schema);

  sdk::MeasurementHandle measurement() const { return measurement_; }
  void emit(sdk::Collect& call, const Node& node) const;

 private:
  sdk::MeasurementHandle measurement_;
  sdk::FieldHandle memory_, disk_free_, fds_, alarms_, blocked_, running_, reason_, hint_;
};

}  // namespace livetap::rabbitmq
