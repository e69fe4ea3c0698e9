#include "agent/worker/schema_admission.hpp"

namespace livetap::worker {

namespace {

constexpr char reload_hint[] = "reload the agent to accept it; open pages need a reload, too";

Result<Schema> checked(Schema schema) {
  const auto mistakes = schema_mistakes(schema);
  if (mistakes.empty()) {
    return schema;
  }
  std::string all;
  for (const auto& mistake : mistakes) {
    all += (all.empty() ? "" : "; ") + mistake;
  }
  return Error{ErrorKind::config, "what the plugin wants to measure cannot be: " + all, "", ""};
}

/// As the plugin names them.
Shapes without_prefix(const Shapes& shapes, const std::string& prefix) {
  Shapes own;
  for (const auto& [name, shape] : shapes) {
    if (name.starts_with(prefix)) {
      own.emplace(name.substr(prefix.size()), shape);
    }
  }
  return own;
}

}  // namespace

Start start_order(const ProbeSpec& spec, std::uint64_t memory_bytes) {
  Start order;
  order.plugin_path = spec.plugin_path;
  order.type_id = spec.type_id;
  order.interval = spec.interval;
  order.memory_bytes = memory_bytes;
  order.settings = spec.settings;
  order.state = spec.state;
  order.declared = without_prefix(spec.declared, spec.prefix);
  order.remembered = without_prefix(spec.remembered, spec.prefix);
  return order;
}

Result<Schema> admit_schema(Schema schema, const ProbeSpec& spec) {
  for (auto& measurement : schema) {
    measurement.name = spec.prefix + measurement.name;
    adopt_known_shape(measurement, spec.declared, spec.remembered);
  }
  return checked(std::move(schema));
}

Result<Measurement> admit_shape(Measurement shape, const Measurement& known,
                                const std::string& prefix) {
  if (prefix + shape.name != known.name) {
    return Error{ErrorKind::internal, known.name + ": declared under another name", "", ""};
  }
  Measurement admitted = known;
  adopt_shape(admitted, shape);
  auto sound = checked({admitted});
  if (!sound) {
    return sound.error();
  }
  if (!known.late) {
    if (const auto difference = shape_difference(known, admitted)) {
      return Error{ErrorKind::config,
                   known.name + ": its shape is another one than before: " + *difference,
                   reload_hint, ""};
    }
  }
  return admitted;
}

std::optional<Error> schema_change(const Schema& was, const Schema& is) {
  const auto changed = [](const std::string& what) {
    return Error{ErrorKind::config, "the plugin measures something else than before: " + what,
                 reload_hint, ""};
  };
  if (was.size() != is.size()) {
    return changed(std::to_string(is.size()) + " measurements, " + std::to_string(was.size()) +
                   " before");
  }
  for (std::size_t i = 0; i < was.size(); ++i) {
    if (was[i].name != is[i].name) {
      return changed(is[i].name + " where " + was[i].name + " was");
    }
    if (auto difference = shape_difference(was[i], is[i])) {
      return changed(was[i].name + ": " + *difference);
    }
  }
  return std::nullopt;
}

}  // namespace livetap::worker
