#include "agent/dashboard/now_panels.hpp"

#include <boost/json/array.hpp>
#include <utility>

#include "agent/dashboard/field_look.hpp"
#include "agent/dashboard/panel_words.hpp"

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

constexpr int most_bars = 25;
constexpr const char* all_but_time = "/^(?!time$)/i";

std::vector<const Field*> all_of(const Measurement& measurement) {
  std::vector<const Field*> fields;
  for (const auto& field : measurement.fields) {
    fields.push_back(&field);
  }
  return fields;
}

json::object age_override() {
  return override_of("age_s", {property("unit", "s"), property("displayName", "age")});
}

/// Of a query that never ran only the manner of naming columns is known.
json::array guessed_overrides() {
  return {json::object{{"matcher", {{"id", "byRegexp"}, {"options", "/^(at|.*_at)$/"}}},
                       {"properties", {property("unit", "dateTimeAsIso")}}}};
}

json::array table_overrides(const LiveChannel& table, const Measurement& measurement) {
  auto overrides = table.fields_known ? json::array{} : guessed_overrides();
  overrides.push_back(override_of("time", {property("custom.hidden", true)}));
  for (const auto& field : measurement.fields) {
    if (auto properties = table_properties(field); !properties.empty()) {
      overrides.push_back(override_of(field.name, std::move(properties)));
    }
  }
  overrides.push_back(age_override());
  return overrides;
}

json::array in_schema_order(const LiveChannel& table) {
  json::object places;
  for (const auto& name : table.fields) {
    places[name] = places.size();
  }
  return {json::object{{"id", "organize"}, {"options", {{"indexByName", std::move(places)}}}}};
}

bool is_percentage(const Field& field) {
  return field.is_number() && (field.unit == "percent" || field.unit == "percentunit");
}

bool shows_as_value(const Field& field) {
  return field.type != FieldType::text || !(field.reason || field.hint);
}

}  // namespace

Panel table_panel(const std::string& stream, const LiveChannel& table,
                  const Measurement& measurement) {
  auto panel = live_panel(stream, table, "table", spoken(measurement.name), {});
  panel.key = table.name + "/table";
  panel.share = 2;
  panel.json["description"] = description_of(measurement, all_of(measurement));
  panel.json["fieldConfig"] = json::object{
      {"defaults", {{"custom", {{"align", "auto"}, {"cellOptions", {{"type", "auto"}}}}}}},
      {"overrides", table_overrides(table, measurement)}};
  panel.json["options"] = json::object{{"showHeader", true}, {"cellHeight", "sm"}};
  if (table.fields_known) {
    panel.json["transformations"] = in_schema_order(table);
  }
  return panel;
}

std::optional<Panel> bars_panel(const std::string& stream, const LiveChannel& table,
                                const Measurement& measurement) {
  std::vector<const Field*> shares;
  std::vector<std::string> names = measurement.tags;
  for (const auto& field : measurement.fields) {
    // One bar has one scale: those of the first one's unit.
    if (is_percentage(field) && (shares.empty() || shares.front()->unit == field.unit)) {
      shares.push_back(&field);
      names.push_back(field.name);
    }
  }
  if (shares.empty()) {
    return std::nullopt;
  }
  auto panel = live_panel(stream, table, "bargauge", title_of(measurement, shares), names);
  panel.key = table.name + "/bars";
  panel.json["description"] = description_of(measurement, shares);
  panel.json["fieldConfig"] =
      json::object{{"defaults",
                    {{"unit", unit_id(*shares.front())},
                     {"min", 0},
                     {"max", shares.front()->unit == "percent" ? 100 : 1},
                     {"color", {{"mode", "fixed"}, {"fixedColor", "blue"}}}}},
                   {"overrides", json::array{}}};
  panel.json["options"] = json::object{
      {"reduceOptions", {{"values", true}, {"limit", most_bars}, {"calcs", json::array{}}}},
      {"orientation", "horizontal"},
      {"valueMode", "text"},
      {"displayMode", "basic"}};
  return panel;
}

Panel values_panel(const std::string& stream, const LiveChannel& table,
                   const Measurement& measurement) {
  std::vector<std::string> names;
  json::array overrides;
  for (const auto& field : measurement.fields) {
    if (!shows_as_value(field)) {
      continue;
    }
    names.push_back(field.name);
    json::array properties{property("displayName", json::string(spoken(field)))};
    for (auto& each : table_properties(field)) {
      if (each.at("id") != "custom.cellOptions") {
        properties.push_back(std::move(each));
      }
    }
    overrides.push_back(override_of(field.name, std::move(properties)));
  }
  names.emplace_back("age_s");
  overrides.push_back(age_override());
  auto panel = live_panel(stream, table, "stat", spoken(measurement.name), names);
  panel.key = table.name + "/values";
  panel.height = 4;
  panel.json["description"] = description_of(measurement, all_of(measurement));
  panel.json["fieldConfig"] =
      json::object{{"defaults", {{"color", {{"mode", "fixed"}, {"fixedColor", "text"}}}}},
                   {"overrides", std::move(overrides)}};
  panel.json["options"] = json::object{
      {"reduceOptions", {{"values", false}, {"calcs", {"lastNotNull"}}, {"fields", all_but_time}}},
      {"colorMode", "value"},
      {"graphMode", "none"},
      {"textMode", "value_and_name"}};
  panel.json["transformations"] = in_schema_order(table);
  return panel;
}

}  // namespace livetap::dashboard
