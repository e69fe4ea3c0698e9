#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace livetap {

/// The least number of letters added, left out, replaced or swapped with their neighbour that turns
/// one word into the other (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name that a user who typed `typed` likely meant: at most 2 edits away and fewer than half of
/// its letters, or empty.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& names);

/// "did you mean 'interval'?", or what there is to choose from ("known here: a, b, c").
std::string name_hint(std::string_view typed, const std::vector<std::string>& names);

}  // namespace livetap
