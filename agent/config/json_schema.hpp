#pragma once

#include <string>
#include <vector>

#include "agent/model/setting.hpp"

namespace livetap {

/// A JSON Schema (draft 2020-12) of a config, for editors: the agent's own keys, and the settings
/// of each plugin by the name that `plugin:` gives. Made from the same specs that configs are
/// checked with. Scalars also take a text with a ${VAR}.
std::string json_schema(const std::vector<ProbeDescription>& plugins);

}  // namespace livetap
