#pragma once

#include <vector>

#include "agent/config/config.hpp"
#include "agent/config/mistake.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

/// What is wrong with the conditions of a config: their expressions, and whether they fit what the
/// probes measure. `schemas`: one a probe, empty where the plugin could not say. The columns of
/// late measurements are not known yet; those conditions are checked when they are declared.
std::vector<Mistake> condition_mistakes(const Config& config, const std::vector<Schema>& schemas);

}  // namespace livetap
