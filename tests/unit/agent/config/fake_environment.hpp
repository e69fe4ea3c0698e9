#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "agent/config/environment.hpp"
#include "agent/config/load.hpp"

namespace livetap::test {

/// Variables and files that are only here. Must outlive the Environment that it gives.
struct FakeWorld {
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> files;

  /// Patterns match as in a shell, but for * also matching /.
  Environment environment() const;
};

/// Loads `text` as /etc/livetap/agent.yaml against the fake plugins.
LoadResult load(const std::string& text, const FakeWorld& world = {});

/// "line:column message" of each mistake, in order.
std::vector<std::string> told(const std::vector<Mistake>& mistakes);

/// The only mistake, as told() says it; all of them joined when there are more or less.
std::string only(const std::vector<Mistake>& mistakes);

}  // namespace livetap::test
