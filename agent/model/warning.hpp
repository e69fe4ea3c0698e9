#pragma once

#include <string>

namespace livetap {

/// Something that still works and soon may not: shown while it lasts, and an event when it begins
/// and when it ends.
struct Warning {
  std::string type;     ///< of its event: journal_filling, clock_differs ...
  std::string subject;  ///< what it is about (a measurement, a file); empty: the whole sink
  std::string message;
  std::string hint;

  bool operator==(const Warning&) const = default;
};

}  // namespace livetap
