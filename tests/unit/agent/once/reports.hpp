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

}  // namespace livetap::once::test
