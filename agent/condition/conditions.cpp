#include "agent/condition/conditions.hpp"

#include <algorithm>
#include <utility>

#include "agent/model/own_field.hpp"

namespace livetap {

namespace {

std::string key_of(const std::string& probe, const std::string& condition) {
  return "condition/" + probe + "/" + condition;
}

}  // namespace

Measurement Conditions::schema() {
  Measurement schema;
  schema.name = "condition";
  schema.doc = "What the conditions of the config say of each series.";
  schema.tags = {"probe", "condition", "series"};
  schema.on_empty = OnEmpty::nothing;
  schema.fields = {
      own_field("state", FieldType::text, FieldKind::state, "none", "ok, warn, fail or unknown"),
      own_field("since", FieldType::time, FieldKind::gauge, "dateTimeAsIso", "when that began"),
      own_field("reason", FieldType::text, FieldKind::text, "none", "why it is not ok, in words"),
      own_field("level", FieldType::i64, FieldKind::state, "none", "0 ok, 1 warn, 2 fail"),
  };
  schema.fields[0].trend = true;  // a timeline of it is what one wants to see
  return schema;
}

std::vector<std::string> Conditions::add_probe(std::size_t index, Probe probe, const Schema& schema,
                                               const Moment& now) {
  if (index >= probes_.size()) {
    probes_.resize(index + 1);
  }
  auto& entry = *(probes_[index] = std::make_unique<Entry>());
  entry.probe = probe.options.probe;
  for (auto& condition : probe.conditions) {
    entry.watches.push_back(std::make_unique<ConditionWatch>(std::move(condition), probe.options));
  }
  std::vector<std::string> complaints;
  for (std::uint32_t i = 0; i < schema.size(); ++i) {
    entry.measurements.push_back(schema[i].name);
    if (!schema[i].late) {
      auto more = add_measurement(index, schema[i], now);
      std::move(more.begin(), more.end(), std::back_inserter(complaints));
    }
  }
  return complaints;
}

std::vector<std::string> Conditions::add_measurement(std::size_t index, const Measurement& shape,
                                                     const Moment& now) {
  std::vector<std::string> complaints;
  auto& entry = *probes_.at(index);
  for (auto& watch : entry.watches) {
    const auto& config = watch->config();
    if (config.measurement.text != shape.name) {
      continue;
    }
    watch->remember(memory_.of(key_of(entry.probe, config.name)), now);
    for (const auto& mistake : watch->begin(shape)) {
      complaints.push_back(entry.probe + ": condition " + config.name + " cannot be judged: " +
                           mistake.what.message + " (in '" + mistake.in.text + "')");
    }
  }
  return complaints;
}

Commit Conditions::on_snapshot(std::size_t index, std::uint32_t measurement,
                               const Snapshot& snapshot, const Moment& now) {
  Commit commit;
  if (index >= probes_.size() || !probes_[index] ||
      measurement >= probes_[index]->measurements.size()) {
    return commit;
  }
  auto& entry = *probes_[index];
  for (auto& watch : entry.watches) {
    if (watch->config().measurement.text == entry.measurements[measurement]) {
      watch->see(snapshot, commit.events);
      memory_.note(*watch, key_of(entry.probe, watch->config().name), now, commit);
    }
  }
  return commit;
}

bool Conditions::empty() const {
  return std::all_of(probes_.begin(), probes_.end(), [](const std::unique_ptr<Entry>& entry) {
    return !entry || entry->watches.empty();
  });
}

bool Conditions::take_turned() {
  bool turned = false;
  for (const auto& entry : probes_) {
    for (std::size_t i = 0; entry && i < entry->watches.size(); ++i) {
      turned = entry->watches[i]->take_turned() || turned;
    }
  }
  return turned;
}

RowBlock Conditions::rows(const Moment& now) const {
  RowBlock rows(3, 4);
  for (const auto& entry : probes_) {
    if (!entry) {
      continue;
    }
    for (const auto& watch : entry->watches) {
      watch->for_each_state([&](const ConditionWatch::State& state) {
        rows.begin_row();
        rows.add_tag(entry->probe);
        rows.add_tag(watch->config().name);
        rows.add_tag(state.series);
        rows.add(state.level ? to_string(*state.level) : std::string_view("unknown"));
        rows.add(state.since ? Value{on_wall(*state.since, now).time_since_epoch().count()}
                             : Value{});
        rows.add(state.reason.empty() ? Value{} : Value{state.reason});
        rows.add(state.level ? Value{static_cast<std::int64_t>(*state.level)} : Value{});
      });
    }
  }
  return rows;
}

}  // namespace livetap
