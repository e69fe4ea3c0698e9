#include "unit/agent/view/source.hpp"

#include <cstdint>

namespace livetap {

Snapshot Source::good(const Fill& fill) {
  Gather gather;
  gather.time = now.wall;
  gather.rows = RowBlock(measurement.tags.size(), measurement.fields.size());
  fill(gather.rows);
  return route.accept(gather, now.steady);
}

Snapshot Source::failed() {
  Gather gather;
  gather.time = now.wall;
  gather.error = Error{ErrorKind::unavailable, "nobody there", "", ""};
  return route.accept(gather, now.steady);
}

Measurement queue_measurement() {
  Measurement measurement;
  measurement.name = "queue";
  measurement.tags = {"queue"};
  const auto add = [&](const char* name, FieldType type, FieldKind kind, bool trend) {
    Field field;
    field.name = name;
    field.type = type;
    field.kind = kind;
    field.trend = trend;
    measurement.fields.push_back(field);
  };
  add("depth", FieldType::i64, FieldKind::gauge, true);
  add("total", FieldType::i64, FieldKind::counter, true);
  add("busy", FieldType::boolean, FieldKind::state, true);
  add("rate", FieldType::f64, FieldKind::gauge, true);
  add("note", FieldType::text, FieldKind::text, false);
  return measurement;
}

Source::Fill queue_rows(int count, int round) {
  return [count, round](RowBlock& rows) {
    for (int i = 0; i < count; ++i) {
      rows.begin_row();
      rows.add_tag("q" + std::to_string(i));
      rows.add(std::int64_t{i + round});
      rows.add(std::int64_t{1000} * round);
      rows.add((i + round) % 2 == 0);
      rows.add(i + 0.1 * round);
      rows.add(std::string_view("fine"));
    }
  };
}

}  // namespace livetap
