#include "agent/config/loader.hpp"

#include <algorithm>

#include "agent/config/agent_spec.hpp"
#include "agent/config/nearest_name.hpp"
#include "agent/config/typed_config.hpp"

namespace livetap {

namespace {

constexpr std::size_t most_included_files = 256;

/// A single text where a list of texts is meant: include: conf.d/*.yaml.
void make_list(YamlNode& root, std::string_view key) {
  for (auto& entry : root.entries) {
    if (entry.key == key && entry.value.kind == YamlNode::Kind::scalar) {
      YamlNode list;
      list.kind = YamlNode::Kind::list;
      list.origin = entry.value.origin;
      list.items.push_back(std::move(entry.value));
      entry.value = std::move(list);
    }
  }
}

/// Where to complain about a file that lacks something.
Origin start_of(const YamlNode& root, const std::string& file) {
  return root.origin.line == 0 ? Origin{file, 1, 1} : root.origin;
}

}  // namespace

void Loader::mistake(const Origin& origin, std::string message, std::string hint) {
  result_.mistakes.push_back({origin, std::move(message), std::move(hint)});
}

LoadResult Loader::run(std::string text, const std::filesystem::path& file) {
  config_.file = file;
  auto root = read(std::move(text), file.string());
  make_list(root, "include");
  if (result_.mistakes.empty()) {
    const auto place = start_of(root, file.string());
    const auto top = check_.section(root, agent_spec(), "", place, {"probes"});
    read_included(top, file.string());
    TypedConfig(environment_, result_.mistakes).fill(config_, top);
    catalog_.search_also(config_.plugin_dirs);
    if (root.find("probes") == nullptr && root.find("include") == nullptr) {
      mistake(place, "'probes' is missing",
              "name at least one: probes: [{name: ..., plugin: ...}]");
    }
    add_probes(root);
    std::for_each(included_.begin(), included_.end(),
                  [this](const YamlNode& included) { add_probes(included); });
  }
  check_.hide_variables(result_.mistakes);
  sort_mistakes(result_.mistakes);
  if (result_.mistakes.empty()) {
    config_.sources = result_.sources;
    config_.secrets = result_.secrets;
    result_.config = std::move(config_);
  }
  return std::move(result_);
}

YamlNode Loader::read(std::string text, const std::string& file) {
  auto document = read_yaml(text, file);
  result_.sources[file] = std::move(text);
  std::move(document.mistakes.begin(), document.mistakes.end(),
            std::back_inserter(result_.mistakes));
  check_.remember_secrets(document.root);
  return std::move(document.root);
}

void Loader::read_included(const Setting& top, const std::string& main_file) {
  const auto* patterns = top.find("include");
  const auto* files = patterns == nullptr ? nullptr : std::get_if<Setting::List>(&patterns->value);
  if (files == nullptr) {
    return;
  }
  std::set<std::filesystem::path> seen{std::filesystem::path(main_file).lexically_normal()};
  for (const auto& pattern : *files) {
    include(pattern, seen);
  }
}

void Loader::include(const Setting& pattern, std::set<std::filesystem::path>& seen) {
  const auto path = beside(pattern.origin.file, std::get<std::string>(pattern.value));
  if (path.parent_path().string().find_first_of("*?[") == std::string::npos) {
    config_.include_folders.push_back(path.parent_path());
  }
  for (const auto& file : environment_.glob(path)) {
    if (!seen.insert(file.lexically_normal()).second) {
      continue;
    }
    if (seen.size() > most_included_files) {
      mistake(pattern.origin, "more than " + std::to_string(most_included_files) + " files");
      return;
    }
    include_file(file, pattern.origin);
  }
}

void Loader::include_file(const std::filesystem::path& file, const Origin& asked_for) {
  auto text = environment_.read_file(file, YamlLimits{}.bytes);
  if (!text) {
    mistake(asked_for, text.error().message, "a path is relative to the folder of its config");
    return;
  }
  auto root = read(std::move(*text), file.string());
  check_.section(root, {}, "", start_of(root, file.string()), {"probes"});
  included_.push_back(std::move(root));
}

void Loader::add_probes(const YamlNode& root) {
  const auto* probes = root.find("probes");
  if (probes == nullptr || probes->value.kind == YamlNode::Kind::null) {
    return;
  }
  const auto& list = probes->value;
  if (list.kind != YamlNode::Kind::list) {
    mistake(list.origin, "'probes' must be a list (lines of - name: ...), not " +
                             std::string(to_string(list.kind)));
    return;
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    add_probe(list.items[i], "probes[" + std::to_string(i) + "]");
  }
}

void Loader::add_probe(const YamlNode& node, const std::string& path) {
  const auto keys = check_.section(node, probe_spec(), path, node.origin, {"settings"});
  ProbeConfig probe;
  probe.origin = node.origin;
  TypedConfig(environment_, result_.mistakes).fill(probe, keys);
  check_unique(probe, keys);
  const auto* plugin = keys.find("plugin");
  if (plugin != nullptr && plugin->value.index() != 0) {
    add_settings(probe, node, keys, path);
  }
  config_.probes.push_back(std::move(probe));
}

void Loader::check_unique(const ProbeConfig& probe, const Setting& keys) {
  const auto* name = keys.find("name");
  if (probe.name.empty()) {
    return;
  }
  const auto [first, fresh] = names_.emplace(probe.name, name->origin);
  if (!fresh) {
    mistake(name->origin, "a second probe named " + for_message(probe.name),
            "the first is at " + first->second.file + ":" + std::to_string(first->second.line));
  }
}

void Loader::add_settings(ProbeConfig& probe, const YamlNode& node, const Setting& keys,
                          const std::string& path) {
  const auto& described = describe(probe.plugin);
  if (!described) {
    result_.mistakes.push_back(missing_plugin(*keys.find("plugin"), described.error()));
    return;
  }
  probe.description = *described;
  const auto* settings = node.find("settings");
  const YamlNode nothing;
  probe.settings =
      check_.section(settings != nullptr ? settings->value : nothing, probe.description.settings,
                     path + ".settings", settings != nullptr ? settings->key_origin : node.origin);
}

const Result<ProbeDescription>& Loader::describe(const std::string& plugin) {
  auto known = described_.find(plugin);
  if (known == described_.end()) {
    known = described_.emplace(plugin, catalog_.describe(plugin)).first;
  }
  return known->second;
}

Mistake Loader::missing_plugin(const Setting& plugin, const Error& error) {
  const auto& name = std::get<std::string>(plugin.value);
  const auto names = catalog_.names();
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return {plugin.origin, error.message, error.hint};
  }
  std::string hint = name_hint(name, names);
  std::string searched;
  for (const auto& folder : catalog_.folders()) {
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  if (!searched.empty()) {
    hint += (hint.empty() ? "searched: " : "; searched: ") + searched;
  }
  return {plugin.origin, "there is no plugin " + for_message(name), hint};
}

}  // namespace livetap
