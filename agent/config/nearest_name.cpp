#include "agent/config/nearest_name.hpp"

#include <algorithm>

namespace livetap {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the matrix: a swap looks two rows back.
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::string nearest_name(std::string_view typed, const std::vector<std::string>& names) {
  constexpr std::size_t longest = 64;  // a name; what is longer is no misspelt one
  std::string nearest;
  std::size_t least = 3;
  for (const auto& name : names) {
    if (typed.size() > longest || name.size() > longest) {
      continue;
    }
    const auto distance = edit_distance(typed, name);
    if (distance < least && distance * 2 < std::max(typed.size(), name.size()) + 1) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string name_hint(std::string_view typed, const std::vector<std::string>& names) {
  if (const auto nearest = nearest_name(typed, names); !nearest.empty()) {
    return "did you mean '" + nearest + "'?";
  }
  if (names.empty()) {
    return {};
  }
  constexpr std::size_t shown = 12;
  std::string hint = "known here: ";
  for (std::size_t i = 0; i < std::min(names.size(), shown); ++i) {
    hint += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > shown ? hint + ", ..." : hint;
}

}  // namespace livetap
