#include "fake_environment.hpp"

#include <fnmatch.h>

#include "fake_catalog.hpp"

namespace livetap::test {

Environment FakeWorld::environment() const {
  Environment environment;
  environment.variable = [this](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  environment.read_file = [this](const std::filesystem::path& file,
                                 std::size_t) -> Result<std::string> {
    const auto found = files.find(file.string());
    if (found == files.end()) {
      return Error{ErrorKind::config, "cannot read " + file.string() + ": no such file", "", ""};
    }
    return found->second;
  };
  environment.glob = [this](const std::filesystem::path& pattern) {
    std::vector<std::filesystem::path> found;
    for (const auto& [name, text] : files) {
      if (::fnmatch(pattern.c_str(), name.c_str(), 0) == 0) {
        found.emplace_back(name);
      }
    }
    const bool plain = pattern.native().find('*') == std::string::npos;
    return found.empty() && plain ? std::vector{pattern} : found;
  };
  environment.host_name = "box";
  return environment;
}

LoadResult load(const std::string& text, const FakeWorld& world) {
  FakeCatalog catalog;
  return load_config_text(text, "/etc/livetap/agent.yaml", catalog, world.environment());
}

std::vector<std::string> told(const std::vector<Mistake>& mistakes) {
  std::vector<std::string> told;
  for (const auto& mistake : mistakes) {
    told.push_back(std::to_string(mistake.origin.line) + ":" +
                   std::to_string(mistake.origin.column) + " " + mistake.message);
  }
  return told;
}

std::string only(const std::vector<Mistake>& mistakes) {
  std::string joined;
  for (const auto& text : told(mistakes)) {
    joined += (joined.empty() ? "" : "\n") + text;
  }
  return joined;
}

}  // namespace livetap::test
