#include "tests/support/server_programs.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace livetap::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> search_path() {
  const char* path = std::getenv("PATH");
  std::istringstream list(path == nullptr ? "/usr/bin:/bin" : path);
  std::vector<fs::path> folders;
  for (std::string folder; std::getline(list, folder, ':');) folders.emplace_back(folder);
  return folders;
}

fs::path find(std::string_view program, const std::vector<fs::path>& folders,
              std::string_view package) {
  for (const auto& folder : folders) {
    const auto file = folder / program;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  throw std::runtime_error(std::string(program) + " is not installed: apt-get install " +
                           std::string(package));
}

}  // namespace

fs::path postgres_program(std::string_view name) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    folders.push_back(version.path() / "bin");
  }
  std::sort(folders.rbegin(), folders.rend());
  for (auto& folder : search_path()) folders.push_back(std::move(folder));
  return find(name, folders, "postgresql");
}

// Not Debian's wrapper in /usr/sbin, which wants to be root and becomes user rabbitmq.
fs::path rabbitmq_program() {
  std::vector<fs::path> folders{"/usr/lib/rabbitmq/bin"};
  for (auto& folder : search_path()) folders.push_back(std::move(folder));
  return find("rabbitmq-server", folders, "rabbitmq-server");
}

fs::path epmd_program() {
  auto folders = search_path();
  folders.emplace_back("/usr/bin");
  return find("epmd", folders, "erlang-base");
}

}  // namespace livetap::test
