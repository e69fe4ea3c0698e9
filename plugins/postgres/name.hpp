#pragma once
#include <livetap/sdk/name.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace livetap::postgres {

using sdk::is_name;
using sdk::is_reserved;

/// The names that the columns of a result go by, in the columns' order: lower case, every other
/// character an underscore, `c_` before a leading digit, at most 40 characters. The reserved `time`
/// becomes `at`, `labels` and `agent` get an underscore behind, and a name that is taken gets a
/// number: `count`, `count_2`.
std::vector<std::string> column_names(const std::vector<std::string_view>& columns);

}  // namespace livetap::postgres
