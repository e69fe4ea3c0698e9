#pragma once

#include "agent/once/report.hpp"

namespace livetap::once::test {

inline Field field(std::string name, FieldType type, std::string unit = "none") {
  Field made;
  made.name = std::move(name);
  made.type = type;
  made.unit = std::move(unit);
  return made;
}

/// A queue measurement as the rabbitmq plugin describes it, in short.
inline Measurement queue_schema() {
  Measurement schema;
  schema.name = "rabbitmq_queue";
  schema.tags = {"queue"};
  schema.fields = {field("messages", FieldType::i64, "short"), field("lagging", FieldType::boolean),
                   field("reason", FieldType::text)};
  schema.fields[1].warn_if_true = true;
  schema.fields[2].reason = true;
  return schema;
}

inline void add_queue(RowBlock& rows, std::string_view queue, std::int64_t messages,
                      std::string_view reason = "") {
  rows.begin_row();
  rows.add_tag(queue);
  rows.add(messages);
  rows.add(!reason.empty());
  rows.add(reason.empty() ? Value{} : Value{reason});
}

inline ProbeReport queue_probe() {
  ProbeReport probe;
  probe.name = "rabbitmq";
  probe.plugin = "rabbitmq";
  probe.duration = Milliseconds(7);
  MeasurementReport queues;
  queues.schema = queue_schema();
  queues.time = WallTime(Milliseconds(1700000000123));
  queues.rows = RowBlock(1, 3);
  probe.measurements.push_back(std::move(queues));
  return probe;
}

/// A measurement of targets as the services plugin describes it, in short.
inline Measurement service_schema() {
  Measurement schema;
  schema.name = "service";
  schema.tags = {"service"};
  schema.targets = true;
  schema.fields = {field("up", FieldType::boolean), field("latency_ms", FieldType::f64, "ms"),
                   field("error", FieldType::text), field("hint", FieldType::text)};
  schema.fields[0].fail_if_false = true;
  schema.fields[1].duration = true;
  schema.fields[2].reason = true;
  schema.fields[3].hint = true;
  return schema;
}

/// `error`: why it is down, with the hint "start it"; empty: it is up.
inline void add_service(RowBlock& rows, std::string_view service, std::string_view error = "") {
  rows.begin_row();
  rows.add_tag(service);
  rows.add(error.empty());
  rows.add(error.empty() ? Value{11.6} : Value{});
  rows.add(error.empty() ? Value{} : Value{error});
  rows.add(error.empty() ? Value{} : Value{std::string_view("start it")});
}

inline ProbeReport service_probe() {
  ProbeReport probe;
  probe.name = "services";
  probe.plugin = "services";
  probe.duration = Milliseconds(21);
  MeasurementReport services;
  services.schema = service_schema();
  services.rows = RowBlock(1, 4);
  probe.measurements.push_back(std::move(services));
  return probe;
}

}  // namespace livetap::once::test
