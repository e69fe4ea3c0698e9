#include "agent/dashboard/trend_panels.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "agent/dashboard/field_look.hpp"
#include "agent/dashboard/panel_words.hpp"

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

using Fields = std::vector<const Field*>;

std::vector<std::string> names_of(const Fields& fields) {
  std::vector<std::string> names;
  for (const auto* field : fields) {
    names.push_back(field->name);
  }
  return names;
}

Panel trend_panel(const std::string& stream, const LiveChannel& channel, const char* type,
                  const Measurement& measurement, const Fields& fields) {
  auto panel = live_panel(stream, channel, type, title_of(measurement, fields), names_of(fields));
  panel.json["description"] = description_of(measurement, fields);
  return panel;
}

/// With the series named by their tags.
json::object defaults_of(const Measurement& measurement, const Fields& fields,
                         json::object custom) {
  // By name Grafana would give all series of a field one colour.
  json::object defaults{{"color", {{"mode", "palette-classic"}}}, {"custom", std::move(custom)}};
  if (auto name = series_name(measurement, fields.size() > 1); !name.empty()) {
    defaults["displayName"] = std::move(name);
  }
  return defaults;
}

bool share_a_chart(const Field& a, const Field& b) {
  return a.unit == b.unit && (a.kind == FieldKind::counter) == (b.kind == FieldKind::counter);
}

/// Numbers that share a chart, in the order in which they come up.
std::vector<Fields> chart_groups(const Measurement& measurement) {
  std::vector<Fields> groups;
  for (const auto& field : measurement.fields) {
    if (!field.trend || !field.is_number()) {
      continue;
    }
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Fields& group) {
      return share_a_chart(*group.front(), field);
    });
    if (same != groups.end()) {
      same->push_back(&field);
    } else {
      groups.push_back({&field});
    }
  }
  return groups;
}

Panel chart(const std::string& stream, const LiveChannel& channel, const Measurement& measurement,
            const Fields& fields) {
  auto panel = trend_panel(stream, channel, "timeseries", measurement, fields);
  const bool counters = fields.front()->kind == FieldKind::counter;
  panel.key = channel.name + (counters ? "/counters/" : "/chart/") + fields.front()->unit;
  auto defaults = defaults_of(measurement, fields, {{"lineWidth", 1}, {"showPoints", "never"}});
  defaults["unit"] = unit_id(*fields.front());
  json::array overrides;
  for (const auto* field : fields) {
    if (field->kind == FieldKind::state) {
      overrides.push_back(
          override_of(field->name, {property("custom.lineInterpolation", "stepAfter")}));
    }
  }
  panel.json["fieldConfig"] =
      json::object{{"defaults", std::move(defaults)}, {"overrides", std::move(overrides)}};
  // Many names below a chart would leave it no room.
  const char* place = measurement.tags.empty() ? "bottom" : "right";
  panel.json["options"] = json::object{
      {"legend", {{"showLegend", true}, {"displayMode", "list"}, {"placement", place}}},
      {"tooltip", {{"mode", "multi"}, {"sort", "desc"}}}};
  return panel;
}

Panel timeline(const std::string& stream, const LiveChannel& channel,
               const Measurement& measurement, const Fields& fields) {
  auto panel = trend_panel(stream, channel, "state-timeline", measurement, fields);
  panel.key = channel.name + "/timeline/" + fields.front()->name;
  // A strip for each field; of series there may be 20.
  panel.height = measurement.tags.empty() ? std::min(8, 3 + static_cast<int>(fields.size())) : 8;
  json::array overrides;
  for (const auto* field : fields) {
    overrides.push_back(override_of(field->name, {property("mappings", mappings_of(*field))}));
  }
  panel.json["fieldConfig"] = json::object{
      {"defaults", defaults_of(measurement, fields, {{"lineWidth", 0}, {"fillOpacity", 70}})},
      {"overrides", std::move(overrides)}};
  panel.json["options"] = json::object{{"mergeValues", true},
                                       {"showValue", "auto"},
                                       {"rowHeight", 0.9},
                                       {"legend", {{"showLegend", false}}},
                                       {"tooltip", {{"mode", "single"}}}};
  return panel;
}

}  // namespace

std::vector<Panel> charts(const std::string& stream, const LiveChannel& channel,
                          const Measurement& measurement) {
  std::vector<Panel> panels;
  for (const auto& fields : chart_groups(measurement)) {
    panels.push_back(chart(stream, channel, measurement, fields));
  }
  return panels;
}

std::vector<Panel> timelines(const std::string& stream, const LiveChannel& channel,
                             const Measurement& measurement) {
  Fields states;
  for (const auto& field : measurement.fields) {
    if (field.trend && is_state(field)) {
      states.push_back(&field);
    }
  }
  std::vector<Panel> panels;
  if (measurement.tags.empty() && !states.empty()) {
    panels.push_back(timeline(stream, channel, measurement, states));
    return panels;
  }
  for (const auto* field : states) {
    panels.push_back(timeline(stream, channel, measurement, {field}));
  }
  return panels;
}

}  // namespace livetap::dashboard
