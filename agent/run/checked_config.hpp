#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agent/config/config.hpp"
#include "agent/model/schema.hpp"
#include "agent/worker/plugin_catalog.hpp"
#include "agent/worker/probe_spec.hpp"

namespace livetap {

/// A config that every plugin it names has agreed to, and what it makes of each probe. One spec a
/// probe, in the order of the config, and what its plugin says that it measures: an error where a
/// worker crashed or hung.
struct CheckedConfig {
  Config config;
  std::vector<ProbeSpec> specs;
  std::vector<Result<Schema>> schemas = {};
};

/// Reads a config file and checks all of it: keys and types first, then each probe's settings by
/// its plugin (an instance is made in a worker, no source is contacted), then that no two probes
/// give a measurement the same name. Blocks for at most the describe and create limits of workers.
/// `stop`, from another thread, ends that. On mistakes: all of them, rendered for people.
std::variant<CheckedConfig, std::string> read_config(const std::filesystem::path& file,
                                                     PluginFolders& plugins,
                                                     std::stop_token stop = {});

/// Whether the agent measures it itself; no probe may.
bool is_own_measurement(std::string_view name);

/// What the schemas of all probes have against each other and against the names that the agent
/// keeps for itself: probe, livetap, event, condition, *_table and *_<window>; and against the
/// tables of the history: *_minute, *_hour and *_by of a measurement that has one. One error per
/// clash, with the index of the probe and the measurement at fault.
struct NameClash {
  std::size_t probe = 0;
  std::string measurement;
  Error error;
};
std::vector<NameClash> name_clashes(const std::vector<Schema>& schemas,
                                    const std::vector<std::string>& probe_names,
                                    const std::vector<WindowConfig>& windows);

}  // namespace livetap
