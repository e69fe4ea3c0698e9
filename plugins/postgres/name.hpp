#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace livetap::postgres {

/// Whether a measurement, tag or field may be called so: [a-z][a-z0-9_]{0,39}.
bool is_name(std::string_view text);

/// Names that the agent keeps for itself as tags and fields: time, labels, agent.
bool is_reserved(std::string_view name);

/// The names that the columns of a result go by, in the columns' order: lower case, every other
/// character an underscore, `c_` before a leading digit, at most 40 characters. The reserved `time`
/// becomes `at`, `labels` and `agent` get an underscore behind, and a name that is taken gets a
/// number: `count`, `count_2`.
std::vector<std::string> column_names(const std::vector<std::string_view>& columns);

}  // namespace livetap::postgres
