#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/model/schema.hpp"

namespace livetap::dashboard {

/// A name as people write it: rabbitmq_queue becomes "rabbitmq queue".
std::string spoken(std::string_view name);
/// The same without the unit at its end, which the axis says: duration_ms becomes "duration".
std::string spoken(const Field& field);

/// "rabbitmq queue: ready, unacked", or "rabbitmq queue: ready, unacked and 4 more".
std::string title_of(const Measurement& measurement, const std::vector<const Field*>& fields);

/// What the plugin says of the measurement and of those fields, in Markdown; may be empty.
std::string description_of(const Measurement& measurement, const std::vector<const Field*>& fields);

/// How a legend names a series: the values of its tags, and the field where a panel has several.
/// Empty: Grafana's own way, the name of the field.
std::string series_name(const Measurement& measurement, bool several_fields);

}  // namespace livetap::dashboard
