#pragma once
#include <livetap/probe.hpp>

#include <memory>
#include <string>
#include <vector>

#include "plugins/postgres/events/event_query.hpp"

namespace livetap::postgres {

/// The measurement `postgres_events`: how each events query goes. A row for each of them also when
/// nothing can be measured. Its gather takes the events along.
class EventHealth {
 public:
  /// How an events query went last.
  struct Run {
    std::optional<double> duration_ms;
    std::optional<std::string> error;  ///< nothing, and no duration: it has not run yet
    std::optional<std::string> hint;
  };

  /// Adds the measurement to the schema; due as often as the first of the queries is.
  EventHealth(sdk::Schema& schema, const std::vector<Query>& queries);

  sdk::MeasurementHandle measurement() const { return measurement_; }
  void add(sdk::Collect& call, const EventQuery& query, const Run& run) const;

 private:
  sdk::MeasurementHandle measurement_;
};

}  // namespace livetap::postgres
