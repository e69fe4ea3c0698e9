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
  for (const auto& clash : name_clashes(schemas, names_of(config.probes), windows)) {
    mistakes.push_back(mistake_at(config.probes[clash.probe], clash.error));
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
