#include "plugins/postgres/query.hpp"

#include <algorithm>

namespace livetap::postgres {
namespace {

livetap_kind usual_kind(livetap_type type) {
  if (type == LIVETAP_TEXT) return LIVETAP_KIND_TEXT;
  return type == LIVETAP_BOOL ? LIVETAP_STATE : LIVETAP_GAUGE;
}

bool usual_trend(livetap_type type) {
  return type != LIVETAP_TEXT && type != LIVETAP_TIME;
}

}  // namespace

FieldSpec field_spec(const FieldOption& option, livetap_type type) {
  FieldSpec spec;
  spec.name = option.name;
  spec.type = type;
  spec.kind = option.kind.value_or(usual_kind(type));
  spec.trend = option.trend.value_or(usual_trend(type));
  spec.unit = option.unit;
  if (type == LIVETAP_TIME && option.unit == "none") spec.unit = "dateTimeAsIso";
  spec.doc = option.doc;
  spec.event_true = option.event_true;
  spec.event_false = option.event_false;
  return spec;
}

bool fields_are_stated(const Query& query) {
  return !query.table && !query.fields.empty() &&
         std::all_of(query.fields.begin(), query.fields.end(),
                     [](const FieldOption& field) { return field.type.has_value(); });
}

std::vector<FieldSpec> stated_fields(const Query& query) {
  std::vector<FieldSpec> specs;
  if (!fields_are_stated(query)) return specs;
  for (const FieldOption& field : query.fields) specs.push_back(field_spec(field, *field.type));
  return specs;
}

}  // namespace livetap::postgres
