#include "agent/event/event_shapes.hpp"

#include <utility>

#include "agent/model/own_field.hpp"

namespace livetap {

namespace {

Field happened_at() {
  return own_field("at", FieldType::time, FieldKind::gauge, "dateTimeAsIso", "when it happened");
}

Field text(std::string name, std::string doc) {
  return own_field(std::move(name), FieldType::text, FieldKind::text, "none", std::move(doc));
}

Measurement event_shape() {
  Measurement shape;
  shape.name = "event";
  shape.doc = "What happened, at its source or to it, one row an event.";
  shape.on_empty = OnEmpty::nothing;
  return shape;
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value{} : Value{std::string_view(text)};
}

Value time_of(const Event& event) {
  return static_cast<std::int64_t>(event.time.time_since_epoch().count());
}

}  // namespace

Measurement event_rows_shape() {
  auto shape = event_shape();
  shape.tags = {"type", "service"};
  shape.fields = {happened_at(), text("probe", "which probe saw it"),
                  text("severity", "debug, info, warning or error"),
                  text("message", "what happened, in words"),
                  text("attributes", "the rest of it, a JSON object")};
  return shape;
}

Measurement event_table_shape() {
  auto shape = event_shape();
  shape.table = true;
  shape.fields = event_rows_shape().fields;
  shape.fields.insert(shape.fields.begin() + 2, {text("service", "what it happened to"),
                                                 text("type", "signal, service_down ...")});
  return shape;
}

void add_event_row(RowBlock& rows, const Event& event) {
  rows.begin_row();
  rows.add_tag(event.type);
  rows.add_tag(event.service);
  rows.add(time_of(event));
  rows.add(text_or_null(event.probe));
  rows.add(to_string(event.severity));
  rows.add(text_or_null(event.message));
  rows.add(text_or_null(event.attributes));
}

void add_event_table_row(RowBlock& rows, const Event& event) {
  rows.begin_row();
  rows.add(time_of(event));
  rows.add(text_or_null(event.probe));
  rows.add(text_or_null(event.service));
  rows.add(text_or_null(event.type));
  rows.add(to_string(event.severity));
  rows.add(text_or_null(event.message));
  rows.add(text_or_null(event.attributes));
}

}  // namespace livetap
