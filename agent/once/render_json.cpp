#include <boost/json.hpp>
#include <cmath>

#include "agent/once/render.hpp"

namespace livetap::once {

namespace json = boost::json;

namespace {

json::value error_value(const std::optional<Error>& error) {
  if (!error) {
    return nullptr;
  }
  return {{"kind", to_string(error->kind)}, {"message", error->message}, {"hint", error->hint}};
}

json::value to_json(const Value& value) {
  if (const auto* f64 = std::get_if<double>(&value)) {
    return std::isfinite(*f64) ? json::value(*f64) : json::value(nullptr);
  }
  if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    return *i64;
  }
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return *boolean;
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return json::string(*text);
  }
  return nullptr;
}

json::object row_object(const MeasurementReport& report, std::size_t row) {
  json::object tags;
  for (std::size_t i = 0; i < report.schema.tags.size(); ++i) {
    tags[report.schema.tags[i]] = report.rows.tag(row, i);
  }
  json::object fields;
  for (std::size_t i = 0; i < report.schema.fields.size(); ++i) {
    fields[report.schema.fields[i].name] = to_json(report.rows.field(row, i));
  }
  return {{"time", report.time.time_since_epoch().count()},
          {"tags", std::move(tags)},
          {"fields", std::move(fields)}};
}

json::object measurement_object(const MeasurementReport& report) {
  json::array rows;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    rows.push_back(row_object(report, row));
  }
  return {{"name", report.schema.name},
          {"verdict", to_string(report.verdict)},
          {"error", error_value(report.error)},
          {"rows", std::move(rows)}};
}

json::object target_object(const TargetReport& target) {
  return {{"name", target.name},
          {"verdict", to_string(target.verdict)},
          {"duration_ms", target.duration.count()},
          {"error", error_value(target.error)}};
}

json::object probe_object(const ProbeReport& probe) {
  json::array targets;
  for (const auto& target : probe.targets) {
    targets.push_back(target_object(target));
  }
  json::array measurements;
  for (const auto& measurement : probe.measurements) {
    measurements.push_back(measurement_object(measurement));
  }
  return {{"name", probe.name},
          {"plugin", probe.plugin},
          {"verdict", to_string(probe.verdict)},
          {"duration_ms", probe.duration.count()},
          {"rows", probe.rows()},
          {"series", probe.series()},
          {"error", error_value(probe.reason())},
          {"targets", std::move(targets)},
          {"measurements", std::move(measurements)}};
}

}  // namespace

std::string render_json(const Report& report) {
  json::array probes;
  for (const auto& probe : report.probes) {
    probes.push_back(probe_object(probe));
  }
  json::array sinks;
  for (const auto& sink : report.sinks) {
    sinks.push_back({{"name", sink.name},
                     {"verdict", to_string(sink.verdict)},
                     {"error", error_value(sink.error)}});
  }
  return json::serialize(json::object{{"agent", report.agent},
                                      {"version", report.version},
                                      {"verdict", to_string(report.verdict())},
                                      {"probes", std::move(probes)},
                                      {"sinks", std::move(sinks)}}) +
         "\n";
}

}  // namespace livetap::once
