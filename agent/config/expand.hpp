#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/config/environment.hpp"
#include "agent/model/error.hpp"

namespace livetap {

/// A value with its variables filled in. `variable` says that at least one was: the text must then
/// stay out of messages.
struct Expansion {
  std::string text;
  bool variable = false;
  std::vector<Error> problems;  ///< kind config; message and hint, free of values
};

/// Fills in ${VAR} (must be set), ${VAR:-default} (when unset or empty; the default may hold
/// variables itself) and ${VAR:?message} (must be set and not empty). $$ is a literal dollar, and
/// so is a $ before anything else than { (SQL's $1 stays).
Expansion expand(std::string_view text, const Environment& environment);

}  // namespace livetap
