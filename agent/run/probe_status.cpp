#include "agent/run/probe_status.hpp"

#include <algorithm>
#include <utility>

#include "agent/model/own_field.hpp"

namespace livetap {

Measurement ProbeStatus::schema() {
  Measurement schema;
  schema.name = "probe";
  schema.doc = "How each measurement of each probe fares.";
  schema.tags = {"probe", "plugin", "measurement"};
  schema.on_empty = OnEmpty::nothing;
  schema.fields = {
      own_field("up", FieldType::boolean, FieldKind::state, "none",
                "whether the last gather was good"),
      own_field("duration_ms", FieldType::f64, FieldKind::gauge, "ms", "time the last gather took"),
      own_field("rows", FieldType::i64, FieldKind::gauge, "short", "rows of the last gather"),
      own_field("dropped_rows", FieldType::i64, FieldKind::counter, "short",
                "rows that a bound of the pipeline kept back since the start"),
      own_field("restarts", FieldType::i64, FieldKind::counter, "short",
                "times the probe's worker was started again"),
      own_field("error_kind", FieldType::text, FieldKind::text, "none", "the reaction it asks for"),
      own_field("error", FieldType::text, FieldKind::text, "none", "why the last gather failed"),
  };
  schema.fields[0].fail_if_false = true;
  schema.fields[6].reason = true;
  return schema;
}

ProbeStatus::Entry* ProbeStatus::find(std::string_view probe, std::string_view measurement) {
  const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.probe == probe && entry.measurement == measurement;
  });
  return at == entries_.end() ? nullptr : &*at;
}

const ProbeStatus::Entry* ProbeStatus::find(std::string_view probe,
                                            std::string_view measurement) const {
  return const_cast<ProbeStatus*>(this)->find(probe, measurement);
}

void ProbeStatus::add(const std::string& probe, const std::string& plugin,
                      const std::string& measurement) {
  if (find(probe, measurement) == nullptr) {
    Entry entry;
    entry.probe = probe;
    entry.plugin = plugin;
    entry.measurement = measurement;
    entries_.push_back(std::move(entry));
  }
}

void ProbeStatus::keep(const std::vector<std::string>& probes) {
  std::erase_if(entries_, [&](const Entry& entry) {
    return std::find(probes.begin(), probes.end(), entry.probe) == probes.end();
  });
}

void ProbeStatus::record(std::string_view probe, std::string_view measurement, const Gather& gather,
                         std::uint64_t dropped_rows, SteadyTime now) {
  if (auto* entry = find(probe, measurement)) {
    entry->up = !gather.error;
    entry->last = now;
    entry->took = gather.took;
    ++entry->gathers;
    entry->took_total += gather.took;
    (gather.error ? entry->failed : entry->rows_total) += gather.error ? 1 : gather.rows.size();
    entry->rows = gather.rows.size();
    entry->dropped_rows += gather.dropped_rows + dropped_rows;
    entry->error = gather.error;
    if (gather.error) {
      entry->unseen = gather.error;
    }
  }
}

void ProbeStatus::set_restarts(std::string_view probe, std::uint64_t restarts) {
  for (auto& entry : entries_) {
    if (entry.probe == probe) {
      entry.restarts = restarts;
    }
  }
}

RowBlock ProbeStatus::sample() {
  RowBlock rows(3, 7);
  rows.reserve(entries_.size(), entries_.size() * 64);
  for (auto& entry : entries_) {
    const auto error = entry.unseen ? std::exchange(entry.unseen, std::nullopt) : entry.error;
    rows.begin_row();
    rows.add_tag(entry.probe);
    rows.add_tag(entry.plugin);
    rows.add_tag(entry.measurement);
    rows.add(entry.up ? Value{!error} : Value{});
    rows.add(entry.up ? Value{static_cast<double>(entry.took.count())} : Value{});
    rows.add(entry.up ? Value{static_cast<std::int64_t>(entry.rows)} : Value{});
    rows.add(static_cast<std::int64_t>(entry.dropped_rows));
    rows.add(static_cast<std::int64_t>(entry.restarts));
    rows.add(error ? Value{to_string(error->kind)} : Value{});
    rows.add(error ? Value{std::string_view(error->message)} : Value{});
  }
  return rows;
}

}  // namespace livetap
