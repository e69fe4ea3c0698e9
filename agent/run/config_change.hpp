#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/config/config.hpp"

namespace livetap {

/// What of a new config takes effect by a restart of the agent only, in words: one line a section.
/// Empty when the probes and the log are all that changed.
std::vector<std::string> needs_restart(const Config& was, const Config& is);

/// The new config, but for the sections that take effect by a restart of the agent only: of those
/// the running one stays.
Config taken_over(const Config& was, Config&& next);

/// What a reload did to the probes, in words: "1 probe restarted (trading), 3 go on". `kept`: for
/// each probe of `is` whether its worker goes on.
std::string reload_words(const Config& was, const Config& is, const std::vector<bool>& kept);

}  // namespace livetap
