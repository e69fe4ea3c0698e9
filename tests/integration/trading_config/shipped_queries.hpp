#pragma once
#include <string>
#include <vector>

namespace livetap::test {

/// The `queries:` of the probe `trading` in config/agent.yaml.
struct ShippedQuery {
  std::string name;  // of the measurement, or "events TYPE"; "follow TYPE" for its second part
  std::string sql;
};
std::vector<ShippedQuery> shipped_queries();

/// The same as a postgres probe's settings for ProbeHost.
std::string shipped_settings(const std::string& url, const std::string& password);

}  // namespace livetap::test
