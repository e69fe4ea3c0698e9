#include "agent/config/spec_check.hpp"

#include <algorithm>
#include <map>

#include "agent/config/nearest_name.hpp"

namespace livetap {

namespace {

std::string join_path(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::string in_path(const std::string& path) {
  return path.empty() ? "" : " in " + path;
}

const SettingSpec* find_spec(const std::vector<SettingSpec>& keys, std::string_view name) {
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const SettingSpec& spec) { return spec.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

/// The secret that `key` gives as a file: password for password_file, if there is such a secret and
/// no setting of the very name.
const SettingSpec* find_file_of(const std::vector<SettingSpec>& keys, std::string_view key) {
  constexpr std::string_view ending = "_file";
  if (!key.ends_with(ending) || find_spec(keys, key) != nullptr) {
    return nullptr;
  }
  const auto* spec = find_spec(keys, key.substr(0, key.size() - ending.size()));
  return spec != nullptr && spec->type == SettingType::secret ? spec : nullptr;
}

std::vector<std::string> names_of(const std::vector<SettingSpec>& keys) {
  std::vector<std::string> names;
  for (const auto& spec : keys) {
    names.push_back(spec.name);
    const auto file = spec.name + "_file";
    if (find_file_of(keys, file) != nullptr) {
      names.push_back(file);
    }
  }
  return names;
}

}  // namespace

void SpecCheck::mistake(const Origin& origin, std::string message, std::string hint) {
  mistakes_.push_back({origin, std::move(message), std::move(hint)});
}

Setting SpecCheck::section(const YamlNode& node, const std::vector<SettingSpec>& keys,
                           const std::string& path, const Origin& place,
                           const std::vector<std::string>& others) {
  Setting section{SettingType::section, Setting::Entries{}, node.origin};
  if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::null) {
    mistake(node.origin, (path.empty() ? "this" : "'" + path + "'") +
                             " must be a map (key: value), not " +
                             std::string(to_string(node.kind)));
    return section;
  }
  check_keys(node, keys, others, path);
  for (const auto& spec : keys) {
    add_entry(section, keys, spec, node, {path, place});
  }
  return section;
}

void SpecCheck::check_keys(const YamlNode& node, const std::vector<SettingSpec>& keys,
                           const std::vector<std::string>& others, const std::string& path) {
  auto names = names_of(keys);
  names.insert(names.end(), others.begin(), others.end());
  std::map<std::string_view, int> first_lines;
  for (const auto& entry : node.entries) {
    const auto [first, fresh] = first_lines.emplace(entry.key, entry.key_origin.line);
    if (!fresh) {
      mistake(entry.key_origin, "'" + entry.key + "' is given twice" + in_path(path),
              "the first stands in line " + std::to_string(first->second));
    } else if (std::find(names.begin(), names.end(), entry.key) == names.end()) {
      mistake(entry.key_origin, "unknown key " + for_message(entry.key) + in_path(path),
              name_hint(entry.key, names));
    }
  }
}

void SpecCheck::add_entry(Setting& section, const std::vector<SettingSpec>& keys,
                          const SettingSpec& spec, const YamlNode& node, const Place& parent) {
  const auto* given = node.find(spec.name);
  const auto* file = node.find(spec.name + "_file");
  file = file != nullptr && find_file_of(keys, file->key) != nullptr ? file : nullptr;
  if (given != nullptr && file != nullptr) {
    mistake(file->key_origin, "both '" + spec.name + "' and '" + file->key + "' are given",
            "keep one of them");
  }
  Setting value;
  bool good = false;
  if (given != nullptr) {
    const auto path = join_path(parent.path, spec.name);
    good = this->value(spec, given->value, {path, given->key_origin}, value);
  } else if (file != nullptr) {
    const auto path = join_path(parent.path, file->key);
    good = secret_file(file->value, {path, file->key_origin}, value);
  } else if (spec.required) {
    mistake(parent.origin, "'" + spec.name + "' is missing" + in_path(parent.path), spec.doc);
  } else if (spec.default_value) {
    good = add_default(spec, parent, value);
  }
  if (!good) {
    value.type = spec.type;
    value.value = std::monostate{};
  }
  if (good || given != nullptr || file != nullptr) {
    std::get<Setting::Entries>(section.value).emplace_back(spec.name, std::move(value));
  }
}

}  // namespace livetap
