#include "tests/integration/trading_config/shipped_queries.hpp"

#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>
#include <map>
#include <stdexcept>

namespace livetap::test {
namespace {

namespace json = boost::json;

YAML::Node trading_settings() {
  const YAML::Node config = YAML::LoadFile(LIVETAP_CONFIG_DIR "/agent.yaml");
  for (const YAML::Node& probe : config["probes"]) {
    if (probe["name"].as<std::string>() == "trading") return probe["settings"];
  }
  throw std::runtime_error("config/agent.yaml has no probe named trading");
}

/// 500ms, 5s, 1h in nanoseconds.
std::int64_t nanoseconds(const std::string& text) {
  static const std::map<std::string, std::int64_t> units = {
      {"ms", 1'000'000}, {"s", 1'000'000'000}, {"h", 3'600'000'000'000}};
  std::size_t end = 0;
  const std::int64_t count = std::stoll(text, &end);
  return count * units.at(text.substr(end));
}

/// As the agent hands settings to a plugin: typed by what the plugin says of each key.
json::value typed(const std::string& key, const YAML::Node& node) {
  if (node.IsSequence()) {
    json::array array;
    for (const YAML::Node& element : node) array.push_back(typed(key, element));
    return array;
  }
  if (node.IsMap()) {
    json::object object;
    for (const auto& entry : node) {
      const auto name = entry.first.as<std::string>();
      object[name] = typed(name, entry.second);
    }
    return object;
  }
  const auto text = node.as<std::string>();
  if (key == "interval" || key == "timeout" || key == "margin") return nanoseconds(text);
  if (key == "trend") return node.as<bool>();
  if (key == "first") return node.as<std::int64_t>();
  return json::value(text);
}

}  // namespace

std::vector<ShippedQuery> shipped_queries() {
  std::vector<ShippedQuery> queries;
  for (const YAML::Node& query : trading_settings()["queries"]) {
    const auto sql = query["sql"].as<std::string>();
    if (query["measurement"]) {
      queries.push_back({query["measurement"].as<std::string>(), sql});
      continue;
    }
    const auto type = query["events"].as<std::string>();
    queries.push_back({"events " + type, sql});
    if (query["follow"]) {
      queries.push_back({"follow " + type, query["follow"]["sql"].as<std::string>()});
    }
  }
  return queries;
}

std::string shipped_settings(const std::string& url, const std::string& password) {
  json::object settings = typed("", trading_settings()).as_object();
  settings["url"] = url;
  settings["password"] = password;
  return json::serialize(settings);
}

}  // namespace livetap::test
