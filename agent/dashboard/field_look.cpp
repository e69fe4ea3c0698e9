#include "agent/dashboard/field_look.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>
#include <utility>

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

constexpr const char* good = "green";
constexpr const char* doubtful = "yellow";
constexpr const char* bad = "red";
constexpr const char* neutral = "blue";
constexpr const char* dull = "#8e8e8e";

/// Words for states that plugins, services and the agent itself use, and what they mean.
constexpr std::array<std::pair<const char*, const char*>, 28> known_words{{
    {"ok", good},         {"up", good},          {"healthy", good},      {"running", good},
    {"connected", good},  {"ready", good},       {"active", good},       {"completed", good},
    {"warn", doubtful},   {"warning", doubtful}, {"degraded", doubtful}, {"lagging", doubtful},
    {"silent", doubtful}, {"pending", doubtful}, {"starting", doubtful}, {"connecting", doubtful},
    {"fail", bad},        {"failed", bad},       {"error", bad},         {"down", bad},
    {"unhealthy", bad},   {"disconnected", bad}, {"rejected", bad},      {"crashed", bad},
    {"unknown", dull},    {"idle", dull},        {"stopped", dull},      {"info", neutral},
}};

json::object look(const char* text, const char* colour, int index) {
  return {{"text", text}, {"color", colour}, {"index", index}};
}

json::object mapped(json::object options) {
  return {{"type", "value"}, {"options", std::move(options)}};
}

json::array bool_mappings(const Field& field) {
  const char* on = neutral;
  const char* off = dull;
  const bool up = field.name == "up";
  if (field.fail_if_false || up) {
    on = good;
    off = bad;
  }
  if (field.warn_if_true) {
    on = doubtful;
    off = field.fail_if_false ? bad : good;
  }
  return {mapped({{"1", look(up ? "up" : "yes", on, 0)}, {"0", look(up ? "down" : "no", off, 1)}})};
}

json::array word_mappings() {
  json::object options;
  int index = 0;
  for (const auto& [word, colour] : known_words) {
    options[word] = look(word, colour, index++);
  }
  return {mapped(std::move(options))};
}

}  // namespace

bool is_state(const Field& field) {
  if (field.type == FieldType::boolean) {
    return true;
  }
  return field.type == FieldType::text && (field.trend || field.kind == FieldKind::state);
}

json::array mappings_of(const Field& field) {
  if (field.type == FieldType::boolean) {
    return bool_mappings(field);
  }
  return is_state(field) ? word_mappings() : json::array{};
}

json::object property(const char* id, json::value value) {
  return {{"id", id}, {"value", std::move(value)}};
}

json::object override_of(const std::string& name, json::array properties) {
  return {{"matcher", {{"id", "byName"}, {"options", name}}},
          {"properties", std::move(properties)}};
}

json::array table_properties(const Field& field) {
  json::array properties;
  if (const auto unit = unit_id(field); unit != "none") {
    properties.push_back(property("unit", json::string(unit)));
  }
  if (auto mappings = mappings_of(field); !mappings.empty()) {
    properties.push_back(property("mappings", std::move(mappings)));
    properties.push_back(property("custom.cellOptions", {{"type", "color-text"}}));
  }
  return properties;
}

std::string unit_id(const Field& field) {
  if (field.type == FieldType::time) {
    return "dateTimeAsIso";
  }
  return field.is_number() && !field.unit.empty() ? field.unit : "none";
}

}  // namespace livetap::dashboard
