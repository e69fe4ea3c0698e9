#pragma once

#include <string_view>

#include "agent/model/setting.hpp"

namespace livetap {

/// The setting if it has a value: given without mistake, or by default.
inline const Setting* valued(const Setting& section, std::string_view key) {
  const auto* setting = section.find(key);
  return setting != nullptr && setting->value.index() != 0 ? setting : nullptr;
}

/// The entry of a section, or an empty one.
inline const Setting& child(const Setting& section, std::string_view key) {
  static const Setting none;
  const auto* found = section.find(key);
  return found == nullptr ? none : *found;
}

}  // namespace livetap
