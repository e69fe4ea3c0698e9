#include "agent/run/dashboard_plan.hpp"

#include <algorithm>
#include <utility>

#include "agent/condition/conditions.hpp"
#include "agent/run/probe_status.hpp"
#include "agent/run/shape_store.hpp"
#include "agent/run/sink_status.hpp"

namespace livetap {

namespace {

void take_stream(dashboard::Plan& plan, const std::optional<GrafanaConfig>& grafana) {
  plan.stream = grafana ? grafana->stream : "livetap";
  if (!grafana) {
    plan.windows = {{"5m", std::chrono::minutes(5)}, {"1h", std::chrono::hours(1)}};
    return;
  }
  for (const auto& window : grafana->windows) {
    plan.windows.push_back({window.suffix, window.length});
  }
}

Schema with_remembered(Schema schema, const Shapes& remembered) {
  for (auto& measurement : schema) {
    adopt_known_shape(measurement, {}, remembered);
  }
  return schema;
}

bool has_conditions(const Config& config) {
  return std::any_of(config.probes.begin(), config.probes.end(),
                     [](const ProbeConfig& probe) { return !probe.conditions.empty(); });
}

}  // namespace

Result<dashboard::Plan> dashboard_plan(const CheckedConfig& checked) {
  const auto& config = checked.config;
  dashboard::Plan plan;
  take_stream(plan, config.grafana);
  if (has_conditions(config)) {
    plan.sections.push_back({"Conditions", {Conditions::schema()}});
  }
  const ShapeStore shapes(config.agent.state_dir / "shapes.json");
  for (std::size_t i = 0; i < checked.schemas.size(); ++i) {
    const auto& name = config.probes[i].name;
    const auto& schema = checked.schemas[i];
    if (schema.has_error()) {
      auto error = schema.error();
      error.message =
          "probe " + name + ": its plugin does not say what it measures: " + error.message;
      return error;
    }
    plan.sections.push_back({name, with_remembered(*schema, shapes.of(name))});
  }
  plan.events_after = plan.sections.size();
  plan.sections.push_back({"The agent itself", {ProbeStatus::schema(), SinkStatus::schema()}});
  return plan;
}

}  // namespace livetap
