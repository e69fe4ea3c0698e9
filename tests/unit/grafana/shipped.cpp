#include "shipped.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace livetap::test {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

const fs::path root = LIVETAP_SOURCE_DIR;

// Without what YAML and shell take for a comment.
std::string without_comments(const std::string& text) {
  return std::regex_replace(text, std::regex("(^|[ \\n])#[^\\n]*"), "$1");
}

}  // namespace

std::string read_shipped(const std::string& path) {
  std::ifstream file(root / path);
  if (!file) throw std::runtime_error("no file " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Asked> asked_in(const std::string& text) {
  const std::regex variable("\\$\\{([A-Z][A-Z0-9_]*)([^}]*)\\}");
  const auto plain = without_comments(text);
  std::vector<Asked> asked;
  for (std::sregex_iterator at(plain.begin(), plain.end(), variable), end; at != end; ++at) {
    asked.push_back({(*at)[1], (*at)[2]});
  }
  return asked;
}

Names names_of(const std::vector<Asked>& asked) {
  Names names;
  for (const auto& one : asked) names.insert(one.name);
  return names;
}

std::vector<Example> env_example() {
  std::vector<Example> examples;
  std::string comment;
  std::istringstream lines(read_shipped("env.example"));
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find('=');
    if (line.empty() || line.front() == '#' || equals == std::string::npos) {
      comment = line;
      continue;
    }
    examples.push_back({line.substr(0, equals), line.substr(equals + 1), comment});
    comment.clear();
  }
  return examples;
}

std::map<std::string, std::string> environment_of(const std::string& service) {
  const auto compose = YAML::Load(read_shipped("docker-compose.yml"));
  return compose["services"][service]["environment"].as<std::map<std::string, std::string>>();
}

std::string provisioning() {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(root / "grafana/provisioning")) {
    if (entry.is_regular_file()) all += read_shipped(fs::relative(entry.path(), root)) + "\n";
  }
  return all;
}

std::map<std::string, json::object> dashboards() {
  std::map<std::string, json::object> all;
  for (const auto& entry : fs::directory_iterator(root / "grafana/dashboards")) {
    const auto text = read_shipped(fs::relative(entry.path(), root));
    auto dashboard = json::parse(text).as_object();
    const auto uid = std::string(dashboard.at("uid").as_string());
    if (!all.emplace(uid, std::move(dashboard)).second) throw std::runtime_error("twice: " + uid);
  }
  return all;
}

std::vector<json::object> panels_of(const json::object& dashboard) {
  std::vector<json::object> panels;
  for (const auto& panel : dashboard.at("panels").as_array()) {
    if (panel.at("type") != "row") panels.push_back(panel.as_object());
  }
  return panels;
}

Names missing(const Names& wanted, const Names& there) {
  Names left;
  std::set_difference(wanted.begin(), wanted.end(), there.begin(), there.end(),
                      std::inserter(left, left.end()));
  return left;
}

}  // namespace livetap::test
