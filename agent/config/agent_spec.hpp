#pragma once

#include <string>
#include <vector>

#include "agent/model/setting.hpp"

namespace livetap {

/// The agent's own part of a config, described as plugins describe theirs: one source for checking,
/// the JSON Schema and docs.

/// The keys of the top level but `probes`. `include` may be a single text as well.
const std::vector<SettingSpec>& agent_spec();

/// The keys of one probe but `settings`, which its plugin describes.
const std::vector<SettingSpec>& probe_spec();

}  // namespace livetap
