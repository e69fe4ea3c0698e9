#include "agent/config/json_schema.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "agent/config/agent_spec.hpp"

namespace livetap {

namespace json = boost::json;

namespace {

constexpr const char* any_variable = "\\$\\{";

json::object schema_of(const SettingSpec& spec);

json::object object_of(const std::vector<SettingSpec>& keys) {
  json::object properties;
  json::array required;
  json::array either;
  for (const auto& spec : keys) {
    properties[spec.name] = schema_of(spec);
    const bool secret = spec.type == SettingType::secret;
    if (secret) {
      properties[spec.name + "_file"] = {{"type", "string"},
                                         {"description", "A file that holds it: " + spec.doc}};
    }
    if (spec.required && secret) {
      const json::array own{spec.name};
      const json::array file{spec.name + "_file"};
      either.push_back(json::object{
          {"oneOf", {json::object{{"required", own}}, json::object{{"required", file}}}}});
    } else if (spec.required) {
      required.emplace_back(spec.name);
    }
  }
  json::object schema{{"type", {"object", "null"}},
                      {"properties", std::move(properties)},
                      {"additionalProperties", false}};
  if (!required.empty()) {
    schema["type"] = "object";
    schema["required"] = std::move(required);
  }
  if (!either.empty()) {
    schema["allOf"] = std::move(either);
  }
  return schema;
}

/// A text with a variable in it may become anything.
json::object or_variable(json::object schema) {
  json::object variable{{"type", "string"}, {"pattern", any_variable}};
  return {{"anyOf", {std::move(schema), std::move(variable)}}};
}

json::object matching(const char* pattern) {
  return {{"type", {"string", "integer"}}, {"pattern", pattern}};
}

json::object one_of(const std::vector<std::string>& choices) {
  json::array values;
  for (const auto& choice : choices) {
    values.emplace_back(choice);
    if (choice == "null") {
      values.emplace_back(nullptr);  // what the plain word is to an editor
    }
  }
  return {{"enum", std::move(values)}};
}

json::object element_of(const SettingSpec& spec) {
  return spec.children.empty() ? schema_of({}) : schema_of(spec.children.front());
}

json::object bare_schema(const SettingSpec& spec) {
  switch (spec.type) {
    case SettingType::integer:
      return or_variable({{"type", "integer"}});
    case SettingType::number:
      return or_variable({{"type", "number"}});
    case SettingType::boolean:
      return or_variable({{"type", "boolean"}});
    case SettingType::duration:
      return or_variable(matching("^(0|([0-9.]+(ns|us|ms|s|m|h|d))+)$"));
    case SettingType::size:
      return or_variable(matching("^(0|[0-9.]+(B|[kMGT]B|[KMGT]iB))$"));
    case SettingType::url:
      return or_variable({{"type", "string"}, {"pattern", "^[A-Za-z][A-Za-z0-9+.-]*://"}});
    case SettingType::choice:
      return or_variable(one_of(spec.choices));
    case SettingType::list:
      return {{"type", {"array", "null"}}, {"items", element_of(spec)}};
    case SettingType::map:
      return {{"type", {"object", "null"}}, {"additionalProperties", element_of(spec)}};
    case SettingType::section:
      return object_of(spec.children);
    default:
      return {{"type", {"string", "number", "boolean"}}};
  }
}

json::object schema_of(const SettingSpec& spec) {
  auto schema = bare_schema(spec);
  if (!spec.short_for.empty()) {
    schema = {{"anyOf", {json::object{{"type", "string"}}, std::move(schema)}}};
  }
  if (!spec.doc.empty()) {
    schema["description"] = spec.doc;
  }
  if (spec.default_value && spec.type != SettingType::section) {
    schema["default"] = *spec.default_value;
  }
  return schema;
}

json::object settings_of(const ProbeDescription& plugin) {
  auto settings = object_of(plugin.settings);
  settings["description"] = plugin.summary;
  return settings;
}

/// One probe: its own keys, and settings that depend on `plugin`.
json::object probe_of(const std::vector<ProbeDescription>& plugins) {
  auto probe = object_of(probe_spec());
  auto& properties = probe["properties"].as_object();
  properties["settings"] = json::object{{"description", "As the plugin describes them"}};
  json::array names;
  json::array cases;
  for (const auto& plugin : plugins) {
    names.emplace_back(plugin.id);
    json::object when{{"properties", {{"plugin", {{"const", plugin.id}}}}},
                      {"required", json::array{"plugin"}}};
    json::object then{{"properties", {{"settings", settings_of(plugin)}}}};
    cases.push_back(json::object{{"if", std::move(when)}, {"then", std::move(then)}});
  }
  properties["plugin"].as_object()["examples"] = std::move(names);
  if (!cases.empty()) {
    probe["allOf"] = std::move(cases);
  }
  return probe;
}

}  // namespace

std::string json_schema(const std::vector<ProbeDescription>& plugins) {
  auto schema = object_of(agent_spec());
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "Livetap agent";
  auto& properties = schema["properties"].as_object();
  auto include = std::move(properties["include"].as_object());
  properties["include"] = json::object{{"anyOf", {json::object{{"type", "string"}}, include}},
                                       {"description", include["description"]}};
  properties["probes"] =
      json::object{{"type", {"array", "null"}}, {"items", json::object{{"$ref", "#/$defs/probe"}}}};
  schema["$defs"] = json::object{{"probe", probe_of(plugins)}};
  return json::serialize(schema);
}

}  // namespace livetap
