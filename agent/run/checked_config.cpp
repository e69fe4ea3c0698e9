#include "agent/run/checked_config.hpp"

#include <cstdlib>
#include <utility>

#include "agent/config/load.hpp"
#include "agent/run/condition_check.hpp"
#include "agent/run/live_options.hpp"
#include "agent/run/web_options.hpp"
#include "agent/worker/probe_check.hpp"

namespace livetap {

namespace {

ProbeSpec spec_of(const ProbeConfig& probe, const Config& config, PluginFolders& plugins) {
  ProbeSpec spec;
  spec.name = probe.name;
  if (auto library = plugins.plugin(probe.plugin)) {
    spec.plugin_path = library->path;
  }
  spec.type_id = probe.plugin;
  spec.streaming = probe.description.streaming;
  spec.interval = interval_of(probe, config);
  spec.timeout = timeout_of(probe, config);
  spec.prefix = probe.prefix;
  spec.settings = probe.settings;
  return spec;
}

std::vector<std::string> names_of(const std::vector<ProbeConfig>& probes) {
  std::vector<std::string> names;
  for (const auto& probe : probes) {
    names.push_back(probe.name);
  }
  return names;
}

/// Where the settings give a measurement its name, as a path such as queries[2].measurement; empty
/// when the plugin names it.
std::string path_of_measurement(const Setting& settings, std::string_view name,
                                const std::string& path = "") {
  if (const auto* list = std::get_if<Setting::List>(&settings.value)) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      const auto in = path + "[" + std::to_string(i) + "]";
      if (auto found = path_of_measurement((*list)[i], name, in); !found.empty()) {
        return found;
      }
    }
  } else if (const auto* entries = std::get_if<Setting::Entries>(&settings.value)) {
    for (const auto& [key, setting] : *entries) {
      const auto in = path.empty() ? key : path + "." + key;
      const auto* text = std::get_if<std::string>(&setting.value);
      if (key == "measurement" && text != nullptr && *text == name) {
        return in;
      }
      if (auto found = path_of_measurement(setting, name, in); !found.empty()) {
        return found;
      }
    }
  }
  return {};
}

/// What the plugins themselves have to say: each makes its instance once. A worker that crashed or
/// hung is no mistake in the config; running the probe will tell.
std::vector<Mistake> plugin_mistakes(CheckedConfig& checked, std::stop_token stop) {
  const auto& config = checked.config;
  checked.schemas = check_probes(checked.specs, {}, std::move(stop));
  const auto& results = checked.schemas;
  std::vector<Mistake> mistakes;
  std::vector<Schema> schemas;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].has_error() && results[i].error().kind == ErrorKind::config) {
      mistakes.push_back(mistake_at(config.probes[i], results[i].error()));
    }
    schemas.push_back(results[i].has_value() ? *results[i] : Schema{});
  }
  const auto windows = config.grafana ? config.grafana->windows : std::vector<WindowConfig>{};
  for (auto& clash : name_clashes(schemas, names_of(config.probes), windows)) {
    const auto& probe = config.probes[clash.probe];
    clash.error.where =
        path_of_measurement(probe.settings, clash.measurement.substr(probe.prefix.size()));
    mistakes.push_back(mistake_at(probe, clash.error));
  }
  for (auto& mistake : condition_mistakes(config, schemas)) {
    mistakes.push_back(std::move(mistake));
  }
  return mistakes;
}

/// A status page that anybody may read must not be reachable by everybody.
std::vector<Mistake> page_mistakes(const Config& config) {
  if (!config.agent.http) {
    return {};
  }
  const auto error = web::mistake_in(web_options(*config.agent.http));
  if (!error) {
    return {};
  }
  return {{config.agent.http->origin, error->message, error->hint}};
}

/// What the sinks ask of their sections beyond keys and types.
std::vector<Mistake> sink_mistakes(const Config& config) {
  if (!config.grafana) {
    return {};
  }
  const auto options = live_options(*config.grafana);
  if (options.has_value()) {
    return {};
  }
  return {{config.grafana->origin, options.error().message, options.error().hint}};
}

}  // namespace

std::variant<CheckedConfig, std::string> read_config(const std::filesystem::path& file,
                                                     PluginFolders& plugins, std::stop_token stop) {
  auto loaded = load_config(file, plugins, Environment::of_process());
  if (!loaded.config) {
    return loaded.text();
  }
  CheckedConfig checked{std::move(*loaded.config), {}};
  for (const auto& probe : checked.config.probes) {
    checked.specs.push_back(spec_of(probe, checked.config, plugins));
  }
  auto mistakes = sink_mistakes(checked.config);
  for (auto& mistake : page_mistakes(checked.config)) {
    mistakes.push_back(std::move(mistake));
  }
  for (auto& mistake : plugin_mistakes(checked, std::move(stop))) {
    mistakes.push_back(std::move(mistake));
  }
  if (!mistakes.empty()) {
    return render(std::move(mistakes), checked.config.sources, checked.config.secrets);
  }
  return checked;
}

}  // namespace livetap
