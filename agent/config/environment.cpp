#include "agent/config/environment.hpp"

#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace livetap {

namespace {

std::optional<std::string> process_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Error unreadable(const std::filesystem::path& file, const std::string& why) {
  return {ErrorKind::config, "cannot read " + file.string() + ": " + why, "", ""};
}

Result<std::string> read_whole_file(const std::filesystem::path& file, std::size_t max_bytes) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    return unreadable(file, "it is a folder");
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return unreadable(file, std::strerror(errno != 0 ? errno : ENOENT));
  }
  // One byte more than allowed shows that there is more; a FIFO or /dev/zero ends there as well.
  std::string text(max_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > max_bytes) {
    return unreadable(file, "it has more than " + std::to_string(max_bytes) + " bytes");
  }
  return text;
}

std::vector<std::filesystem::path> find_files(const std::filesystem::path& pattern) {
  glob_t found{};
  std::vector<std::filesystem::path> files;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  } else if (pattern.native().find_first_of("*?[") == std::string::npos) {
    files.push_back(pattern);
  }
  ::globfree(&found);
  std::sort(files.begin(), files.end());
  return files;
}

std::string machine_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace

Environment Environment::of_process() {
  return {process_variable, read_whole_file, find_files, machine_name()};
}

std::filesystem::path beside(const std::string& file, const std::filesystem::path& path) {
  return path.is_absolute() ? path : (std::filesystem::path(file).parent_path() / path);
}

}  // namespace livetap
