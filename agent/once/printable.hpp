#pragma once

#include <algorithm>
#include <string>

namespace livetap::once {

/// Terminals must not be steered by what a source says.
inline std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

}  // namespace livetap::once
