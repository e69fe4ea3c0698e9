#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// The plugins in a list of folders, described by a worker that loads them; the agent itself loads
/// none. NAME is found as NAME.so, in the first folder that has it. A description is kept as long
/// as the file has the same time and size. Blocks for up to 2 s per plugin that is not known yet.
///
/// A file is refused when somebody else than its owner could have put it there: when it or a folder
/// above it is writable by group or others (a sticky folder of root is fine), or belongs to
/// neither root nor the user that runs the agent.
///
/// Example:
///   PluginFolders plugins({"/usr/local/lib/livetap", "/usr/lib/livetap"});
///   auto found = plugins.find("postgres");
///   if (!found) std::cerr << found.error().message << found.error().hint;
class PluginFolders {
 public:
  explicit PluginFolders(std::vector<std::filesystem::path> folders);

  /// The folders of a config, in order, and then ../lib/livetap beside the program.
  static std::vector<std::filesystem::path> search_path(
      const std::vector<std::filesystem::path>& plugin_dirs);

  Result<PluginDescription> find(std::string_view name);

  /// Names of the files that are there, sorted; whether they load is not looked at.
  std::vector<std::string> names() const;

  const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  struct Known {
    std::filesystem::file_time_type time;
    std::uintmax_t size = 0;
    Result<PluginDescription> description;
  };

  std::vector<std::filesystem::path> folders_;
  std::map<std::filesystem::path, Known> known_;
};

/// Why a plugin file must not be loaded, with the cure; nothing when it may.
std::optional<Error> plugin_file_danger(const std::filesystem::path& file);

}  // namespace livetap
