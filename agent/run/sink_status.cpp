#include "agent/run/sink_status.hpp"

namespace livetap {

namespace {

Field number(std::string name, FieldKind kind, std::string unit, std::string doc) {
  return {std::move(name), FieldType::i64,  kind,          true, false, false,
          false,           std::move(unit), std::move(doc)};
}

Field counter(std::string name, std::string doc) {
  return number(std::move(name), FieldKind::counter, "short", std::move(doc));
}

Value count(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

}  // namespace

Measurement SinkStatus::schema() {
  Measurement schema;
  schema.name = "livetap";
  schema.doc =
      "What became of the messages for each sink: collected = delivered + queued + dropped.";
  schema.tags = {"sink"};
  Field connected;
  connected.name = "connected";
  connected.type = FieldType::boolean;
  connected.kind = FieldKind::state;
  connected.doc = "whether the sink takes messages now";
  Field state;
  state.name = "state";
  state.type = FieldType::text;
  state.kind = FieldKind::text;
  state.trend = false;
  state.doc = "connected, or what is wrong";
  schema.fields = {
      connected,
      state,
      counter("collected", "messages for the sink since the start"),
      counter("delivered", "messages written to it"),
      number("queued", FieldKind::gauge, "short", "messages that wait"),
      counter("dropped_superseded", "messages replaced by a newer one of the same channel"),
      counter("dropped_queue_full", "messages beyond the bounds of the queue"),
      counter("dropped_too_large", "messages over 1 MiB, which Grafana would not take"),
      counter("resent", "messages sent again after a reconnect"),
      number("bytes", FieldKind::counter, "bytes", "payload written"),
      counter("connections", "connections opened"),
  };
  return schema;
}

RowBlock SinkStatus::rows(const sink::LiveStatus& live) {
  const auto& counters = live.counters;
  static const std::size_t field_count = schema().fields.size();
  RowBlock rows(1, field_count);
  rows.begin_row();
  rows.add_tag("grafana");
  rows.add(live.state == sink::LinkState::open);
  rows.add(std::string_view(live.text));
  rows.add(count(counters.collected.messages));
  rows.add(count(counters.delivered.messages));
  rows.add(count(counters.queued.messages));
  rows.add(count(counters.dropped_for(sink::LiveDrop::superseded).messages));
  rows.add(count(counters.dropped_for(sink::LiveDrop::queue_full).messages));
  rows.add(count(counters.dropped_for(sink::LiveDrop::too_large).messages));
  rows.add(count(counters.resent.messages));
  rows.add(count(counters.delivered.bytes + counters.resent.bytes));
  rows.add(count(live.connections));
  return rows;
}

}  // namespace livetap
