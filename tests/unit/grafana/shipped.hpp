#pragma once

#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace livetap::test {

using Names = std::set<std::string>;

// A file of the tree by its path in it; throws std::runtime_error when it is not there.
std::string read_shipped(const std::string& path);

// How a text asks for a variable: ${NAME}, ${NAME:-default} or ${NAME:?message}.
struct Asked {
  std::string name;
  std::string otherwise;  // ":-default", ":?message" or nothing
};
std::vector<Asked> asked_in(const std::string& text);
Names names_of(const std::vector<Asked>& asked);

// A variable of env.example, and the comment on the line above it.
struct Example {
  std::string name;
  std::string value;
  std::string comment;
};
std::vector<Example> env_example();

// The environment that docker-compose.yml gives to a service.
std::map<std::string, std::string> environment_of(const std::string& service);

// All files of grafana/provisioning in one text.
std::string provisioning();

// The dashboards, by their uid.
std::map<std::string, boost::json::object> dashboards();
// Its panels, but for the rows between them.
std::vector<boost::json::object> panels_of(const boost::json::object& dashboard);

// Those of the first that the second does not have.
Names missing(const Names& wanted, const Names& there);

}  // namespace livetap::test
