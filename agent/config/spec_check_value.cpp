#include <algorithm>
#include <map>

#include "agent/config/expand.hpp"
#include "agent/config/scalar.hpp"
#include "agent/config/secret_name.hpp"
#include "agent/config/spec_check.hpp"
#include "agent/config/yaml_reader.hpp"

namespace livetap {

namespace {

const SettingSpec& element_spec(const SettingSpec& spec) {
  static const SettingSpec text;
  return spec.children.empty() ? text : spec.children.front();
}

std::string expectation(SettingType type) {
  switch (type) {
    case SettingType::list:
      return "must be a list ([a, b], or lines of - a)";
    case SettingType::section:
    case SettingType::map:
      return "must be a map (key: value)";
    default:
      return "must be a single value (" + std::string(to_string(type)) + ")";
  }
}

YamlNode::Kind kind_of(SettingType type) {
  return type == SettingType::list ? YamlNode::Kind::list
         : is_scalar(type)         ? YamlNode::Kind::scalar
                                   : YamlNode::Kind::map;
}

/// A single value where a section may be one: the map that it stands for.
YamlNode written_out(const SettingSpec& spec, const YamlNode& value) {
  YamlNode map;
  map.kind = YamlNode::Kind::map;
  map.origin = value.origin;
  map.entries.push_back({spec.short_for, value.origin, value});
  return map;
}

void forget_origin(YamlNode& node) {
  node.origin = {};
  std::for_each(node.items.begin(), node.items.end(), forget_origin);
  for (auto& entry : node.entries) {
    entry.key_origin = {};
    forget_origin(entry.value);
  }
}

/// A default as a node. What is no YAML scalar where a scalar is wanted stands for itself.
YamlNode default_node(const SettingSpec& spec) {
  auto document = read_yaml(*spec.default_value, "");
  auto node = std::move(document.root);
  if (is_scalar(spec.type) && node.kind != YamlNode::Kind::scalar) {
    node = {};
    node.kind = YamlNode::Kind::scalar;
    node.text = *spec.default_value;
  }
  forget_origin(node);
  return node;
}

}  // namespace

bool SpecCheck::add_default(const SettingSpec& spec, const Place& parent, Setting& out) {
  std::vector<Mistake> mistakes;
  SecretMask public_anyway;
  SpecCheck check(environment_, mistakes, public_anyway);
  const Origin nowhere;
  const bool good = check.value(spec, default_node(spec), {spec.name, nowhere}, out);
  for (const auto& inner : mistakes) {
    mistake(parent.origin, "the default of '" + spec.name + "' does not fit: " + inner.message,
            "give '" + spec.name + "' a value, and tell the plugin's author");
  }
  return good;
}

bool SpecCheck::value(const SettingSpec& spec, const YamlNode& node, const Place& at,
                      Setting& out) {
  if (node.kind == YamlNode::Kind::scalar && !spec.short_for.empty()) {
    return value(spec, written_out(spec, node), at, out);
  }
  const auto& choices = spec.choices;
  const bool null_choice = spec.type == SettingType::choice &&
                           std::find(choices.begin(), choices.end(), node.text) != choices.end();
  const bool null = node.kind == YamlNode::Kind::null;
  if (null && is_scalar(spec.type) && !null_choice) {
    mistake(node.origin, "'" + at.path + "' has no value",
            node.text.empty() ? "" : "quote it (\"" + node.text + "\") if the very word is meant");
    return false;
  }
  if (!null && node.kind != kind_of(spec.type)) {
    mistake(node.origin, "'" + at.path + "' " + expectation(spec.type) + ", not " +
                             std::string(to_string(node.kind)));
    return false;
  }
  out.type = spec.type;
  out.origin = node.origin;
  switch (spec.type) {
    case SettingType::list:
      return list(spec, node, at, out);
    case SettingType::map:
      return map(spec, node, at, out);
    case SettingType::section:
      out = section(node, spec.children, at.path, at.origin);
      return true;
    default:
      return scalar(spec, node, at, out);
  }
}

bool SpecCheck::list(const SettingSpec& spec, const YamlNode& node, const Place& at, Setting& out) {
  Setting::List items;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto path = at.path + "[" + std::to_string(i) + "]";
    Setting item;
    if (value(element_spec(spec), node.items[i], {path, node.items[i].origin}, item)) {
      items.push_back(std::move(item));
    }
  }
  out.value = std::move(items);
  return true;
}

bool SpecCheck::map(const SettingSpec& spec, const YamlNode& node, const Place& at, Setting& out) {
  Setting::Entries entries;
  std::map<std::string_view, int> first_lines;
  for (const auto& entry : node.entries) {
    const auto [first, fresh] = first_lines.emplace(entry.key, entry.key_origin.line);
    if (!fresh) {
      mistake(entry.key_origin, "'" + entry.key + "' is given twice in " + at.path,
              "the first stands in line " + std::to_string(first->second));
      continue;
    }
    const auto path = at.path + "." + entry.key;
    Setting item;
    if (value(element_spec(spec), entry.value, {path, entry.key_origin}, item)) {
      entries.emplace_back(entry.key, std::move(item));
    }
  }
  out.value = std::move(entries);
  return true;
}

bool SpecCheck::text_of(const YamlNode& node, const Place& at, std::string& text, bool& variable) {
  auto expansion = expand(node.text, environment_);
  for (auto& problem : expansion.problems) {
    mistake(node.origin, "'" + at.path + "': " + problem.message, std::move(problem.hint));
  }
  text = std::move(expansion.text);
  variable = expansion.variable;
  if (variable) {
    from_variables_.emplace_back(node.origin, text);
  }
  return expansion.problems.empty();
}

bool SpecCheck::scalar(const SettingSpec& spec, const YamlNode& node, const Place& at,
                       Setting& out) {
  std::string text;
  bool variable = false;
  if (!text_of(node, at, text, variable)) {
    return false;
  }
  remember(spec, text, at.path);
  auto converted = to_scalar(spec, text);
  if (converted) {
    std::visit([&](auto& scalar) { out.value = std::move(scalar); }, *converted);
    return true;
  }
  const auto& error = converted.error();
  const bool secret = spec.type == SettingType::secret || spec.type == SettingType::url ||
                      looks_like_secret_name(last_key(at.path));
  std::string instead;
  if (variable) {
    instead = ", and the value of its variable is not";
  } else if (!secret) {
    instead = ", not " + for_message(text);
  }
  // A nearest choice would say what the variable holds.
  mistake(node.origin, "'" + at.path + "' " + error.message + instead,
          variable && spec.type == SettingType::choice ? std::string{} : error.hint);
  return false;
}

}  // namespace livetap
