#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/catalog.hpp"
#include "agent/model/error.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// The plugins in the plugin folders, described by a worker that loads them; the agent itself loads
/// none. NAME is found as NAME.so, in the first folder that has it, and must offer a probe type of
/// that id. A description is kept as long as the file has the same time and size. Blocks for up to
/// 2 s per plugin that is not known yet.
///
/// A file is refused when somebody else than its owner could have put it there: when it or a folder
/// above it is writable by group or others (a sticky folder of root is fine), or belongs to
/// neither root nor the user that runs the agent.
///
/// Example:
///   PluginFolders plugins(program_folders());
///   plugins.search_also({"/usr/local/lib/livetap"});
///   auto found = plugins.plugin("postgres");
///   if (!found) std::cerr << found.error().message << found.error().hint;
class PluginFolders final : public PluginCatalog {
 public:
  /// `own`: searched after those of the config. `stop`, from another thread: no plugin is waited
  /// for.
  explicit PluginFolders(std::vector<std::filesystem::path> own, std::stop_token stop = {});

  void search_also(const std::vector<std::filesystem::path>& plugin_dirs) override;
  std::vector<std::filesystem::path> folders() override;
  Result<ProbeDescription> describe(const std::string& plugin) override;
  /// Names of the files that are there, sorted; whether they load is not looked at.
  std::vector<std::string> names() override;

  /// The whole file NAME.so: path, version, all its types.
  Result<PluginDescription> plugin(const std::string& name);

 private:
  struct Known {
    std::filesystem::file_time_type time;
    std::uintmax_t size = 0;
    Result<PluginDescription> description;
  };

  Result<std::filesystem::path> locate(const std::string& name);

  std::vector<std::filesystem::path> own_;
  std::stop_token stop_;
  std::vector<std::filesystem::path> more_;
  std::map<std::filesystem::path, Known> known_;
};

/// ../lib/livetap beside the running program.
std::vector<std::filesystem::path> program_folders();

/// Why a plugin file must not be loaded, with the cure; nothing when it may.
std::optional<Error> plugin_file_danger(const std::filesystem::path& file);

}  // namespace livetap
