#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/error.hpp"

namespace livetap {

/// All that the config asks of the world outside its text. Tests and fuzzers bring their own.
struct Environment {
  /// The value of an environment variable, or nothing when it is unset.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  /// The whole file, refused when it holds more than `max_bytes`.
  std::function<Result<std::string>(const std::filesystem::path& file, std::size_t max_bytes)>
      read_file;
  /// The files that match a shell pattern (* ? [...]), sorted by name. A pattern without
  /// these is the file itself, which may be missing. None is no error.
  std::function<std::vector<std::filesystem::path>(const std::filesystem::path& pattern)> glob;

  /// The machine's name: what agent.name is by default.
  std::string host_name;

  /// The real one: getenv and the file system.
  static Environment of_process();
};

/// `path` itself when absolute, else below the folder of `file`, which names it.
std::filesystem::path beside(const std::string& file, const std::filesystem::path& path);

}  // namespace livetap
