#include "agent/history/history_columns.hpp"

#include <utility>

namespace livetap {

namespace {

/// What a column needs of the field that it is made of: no flags, for they are the probe's.
Field column(const Field& field, const char* ending, Aggregate aggregate) {
  Field made;
  made.name = field.name + ending;
  made.type = field.type;
  made.kind = field.kind;
  made.unit = field.unit;
  made.doc = field.doc;
  made.aggregate = aggregate;
  return made;
}

Field spread_column(const Field& gauge, const char* ending, Aggregate aggregate, const char* doc) {
  auto made = column(gauge, ending, aggregate);
  made.type = FieldType::f64;
  made.doc += doc;
  return made;
}

}  // namespace

Aggregate aggregate_of(const Field& field) {
  if (field.is_number() && field.kind == FieldKind::gauge) {
    return Aggregate::mean;
  }
  if (field.type == FieldType::boolean && field.fail_if_false) {
    return Aggregate::all;
  }
  return field.type == FieldType::boolean && field.warn_if_true ? Aggregate::any : Aggregate::last;
}

Measurement history_columns(const Measurement& measurement) {
  Measurement columns;
  columns.name = measurement.name;
  columns.doc = measurement.doc;
  columns.tags = measurement.tags;
  for (const auto& field : measurement.fields) {
    const auto aggregate = aggregate_of(field);
    if (aggregate != Aggregate::mean) {
      columns.fields.push_back(column(field, "", aggregate));
      continue;
    }
    columns.fields.push_back(spread_column(field, "", aggregate, ""));
    columns.fields.push_back(spread_column(field, "_min", Aggregate::min, " (lowest)"));
    columns.fields.push_back(spread_column(field, "_max", Aggregate::max, " (highest)"));
  }
  Field batches;
  batches.name = batches_column;
  batches.type = FieldType::i64;
  batches.doc = "batches that the row was made of";
  columns.fields.push_back(std::move(batches));
  return columns;
}

}  // namespace livetap
