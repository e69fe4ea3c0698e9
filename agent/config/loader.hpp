#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/config/load.hpp"
#include "agent/config/spec_check.hpp"
#include "agent/config/yaml_reader.hpp"

namespace livetap {

/// One load, step by step: the main file, the files that it includes, the agent's own sections,
/// then each probe against its plugin. Used once.
class Loader {
 public:
  Loader(PluginCatalog& catalog, const Environment& environment)
      : catalog_(catalog),
        environment_(environment),
        check_(environment, result_.mistakes, result_.secrets) {}

  LoadResult run(std::string text, const std::filesystem::path& file);

 private:
  YamlNode read(std::string text, const std::string& file);
  void read_included(const Setting& top, const std::string& main_file);
  void include(const Setting& pattern, std::set<std::filesystem::path>& seen);
  void include_file(const std::filesystem::path& file, const Origin& asked_for);
  void add_probes(const YamlNode& root);
  void add_probe(const YamlNode& node, const std::string& path);
  void add_settings(ProbeConfig& probe, const YamlNode& node, const Setting& keys,
                    const std::string& path);
  void check_unique(const ProbeConfig& probe, const Setting& keys);
  const Result<ProbeDescription>& describe(const std::string& plugin);
  Mistake missing_plugin(const Setting& plugin, const Error& error);
  void mistake(const Origin& origin, std::string message, std::string hint = {});

  PluginCatalog& catalog_;
  const Environment& environment_;
  LoadResult result_;
  SpecCheck check_;
  Config config_;
  std::vector<YamlNode> included_;
  std::map<std::string, Origin> names_;  // of probes, and where each was first given
  std::map<std::string, Result<ProbeDescription>> described_;
};

}  // namespace livetap
