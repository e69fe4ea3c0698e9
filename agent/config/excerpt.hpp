#pragma once

#include <string>

#include "agent/config/source_lines.hpp"
#include "agent/model/secret_mask.hpp"

namespace livetap {

/// A line of a config as it may be shown, and the caret line that belongs under it.
struct Excerpt {
  std::string line;
  std::string caret;
};

/// Line `number` with its secrets masked and a caret under character `column` (both from 1). Masked
/// are the secrets that `secrets` knows, the value behind a key that looks like one's (also when
/// the value stands in the lines below its key), and the password inside a URL; a bare ${VAR}
/// stays. Lines over 160 bytes are cut around the column, control characters shown as '?'.
Excerpt make_excerpt(const SourceLines& lines, int number, int column, const SecretMask& secrets);

}  // namespace livetap
