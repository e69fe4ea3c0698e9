#pragma once
#include <livetap/sdk/collect.hpp>
#include <livetap/sdk/schema.hpp>

#include <string>

#include "plugins/websocket/endpoint_state.hpp"

namespace livetap::websocket {

/// The measurement `websocket`: its shape, and one row of it per endpoint.
class EndpointRows {
 public:
  /// Adds the measurement to the schema.
  explicit EndpointRows(sdk::Schema& schema);

  sdk::MeasurementHandle measurement() const { return measurement_; }
  void emit(sdk::Collect& call, const std::string& endpoint, const EndpointRow& row) const;

 private:
  sdk::MeasurementHandle measurement_;
  sdk::FieldHandle connected_, state_, message_rate_, byte_rate_, lag_, silence_, ping_, connect_,
      reconnects_, close_code_, error_, hint_;
};

}  // namespace livetap::websocket
