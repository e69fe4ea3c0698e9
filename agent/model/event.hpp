#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/model/time.hpp"

namespace livetap {

/// Values are those of livetap_severity.
enum class Severity : std::uint8_t { debug = 1, info = 2, warning = 3, error = 4 };

/// As users read it: debug, info, warning, error.
std::string_view to_string(Severity severity);

/// Something that happened at a moment: a row of the measurement `event`.
struct Event {
  WallTime time{};
  Severity severity = Severity::info;
  std::string type;  ///< signal, order, service_down ...
  std::string service;
  std::string message;
  std::string attributes;  ///< a JSON object as text, or empty
  std::string probe = {};  ///< which probe saw it; a worker leaves it empty, the agent knows

  bool operator==(const Event&) const = default;
};

}  // namespace livetap
