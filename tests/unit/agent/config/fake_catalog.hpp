#pragma once

#include <map>

#include "agent/config/catalog.hpp"

namespace livetap::test {

/// Plugins that need no file: postgres and rabbitmq with settings like those of the real ones, and
/// whatever a test adds.
class FakeCatalog : public PluginCatalog {
 public:
  FakeCatalog();

  void search_also(const std::vector<std::filesystem::path>& plugin_dirs) override;
  std::vector<std::filesystem::path> folders() override;
  Result<ProbeDescription> describe(const std::string& plugin) override;
  std::vector<std::string> names() override;

  std::map<std::string, Result<ProbeDescription>> plugins;
  std::vector<std::filesystem::path> also;
  int described = 0;  ///< calls of describe
};

/// A spec in one line.
SettingSpec spec(SettingType type, std::string name, std::vector<SettingSpec> children = {});
SettingSpec required(SettingSpec spec);
SettingSpec with_default(SettingSpec spec, std::string value);
SettingSpec choice(std::string name, std::vector<std::string> choices);

}  // namespace livetap::test
