#include "plugins/postgres/shape.hpp"

namespace livetap::postgres {
namespace {

using sdk::Measurement;

Measurement frame(const Query& query) {
  Measurement shape = sdk::measurement(query.measurement);
  for (const std::string& tag : query.tags) shape = std::move(shape).tag(tag);
  if (query.table) shape = std::move(shape).table();
  if (query.interval) {
    shape = std::move(shape).interval(
        std::chrono::duration_cast<std::chrono::milliseconds>(*query.interval));
  }
  return std::move(shape).on_empty(static_cast<sdk::OnEmpty>(query.on_empty));
}

sdk::Field field_of(const Query& query, const FieldSpec& spec) {
  sdk::Field field;
  field.name = spec.name;
  field.type = static_cast<sdk::Type>(spec.type);
  field.kind = static_cast<sdk::Kind>(spec.kind);
  field.trend = spec.trend && !query.table;
  field.unit = spec.unit;
  field.doc = spec.doc;
  field.event_true = spec.event_true;
  field.event_false = spec.event_false;
  return field;
}

}  // namespace

Measurement declared_shape(const Query& query, const std::vector<FieldSpec>& fields) {
  Measurement shape = frame(query);
  for (const FieldSpec& spec : fields) shape = std::move(shape).field(field_of(query, spec));
  return shape;
}

Measurement schema_shape(const Query& query) {
  if (!fields_are_stated(query)) return frame(query).late();
  return declared_shape(query, stated_fields(query));
}

}  // namespace livetap::postgres
