#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// What the config needs to know of plugins. The agent never loads one itself: the worker stage
/// implements this with a describe worker, tests with a table.
class PluginCatalog {
 public:
  virtual ~PluginCatalog() = default;

  /// Folders named by the config (plugin_dirs, absolute), searched before the program's own. Called
  /// once per load, before the first describe().
  virtual void search_also(const std::vector<std::filesystem::path>& plugin_dirs) = 0;

  /// The folders searched, in order: what a hint names when a plugin is missing.
  virtual std::vector<std::filesystem::path> folders() = 0;

  /// What probe type `plugin` says of itself. An error says what was wanted, what was found and
  /// where (no such file, wrong ABI, writable by others). May block for the describe worker's 2 s.
  virtual Result<ProbeDescription> describe(const std::string& plugin) = 0;

  /// The plugins that are there, for the nearest name and for --list-plugins.
  virtual std::vector<std::string> names() = 0;
};

}  // namespace livetap
