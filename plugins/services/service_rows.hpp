#pragma once
#include <livetap/sdk/collect.hpp>
#include <livetap/sdk/schema.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "plugins/services/check.hpp"

namespace livetap::services {

/// Names of the tag and of the fields that every row has.
std::vector<std::string> own_names();

/// The measurement `service`: its shape, and one row of it per target.
class ServiceRows {
 public:
  /// Adds the measurement to the schema; `columns` describes the fields that are read from answers.
  ServiceRows(sdk::Schema& schema, const std::vector<sdk::Field>& columns);

  sdk::MeasurementHandle measurement() const { return measurement_; }
  void emit(sdk::Collect& call, std::string_view service, const Check& check) const;

 private:
  sdk::MeasurementHandle measurement_;
  sdk::FieldHandle up_, status_, status_code_, latency_, check_, dns_, connect_, tls_, first_byte_;
  sdk::FieldHandle certificate_days_, certificate_expiring_, error_, hint_;
  std::vector<sdk::FieldHandle> values_;
};

}  // namespace livetap::services
