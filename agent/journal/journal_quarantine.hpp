#pragma once

#include <cstdint>
#include <string>

namespace livetap::journal {

/// What was put out of the way, at the start or later, since the agent began.
struct JournalQuarantine {
  std::uint64_t files = 0;
  std::uint64_t rows = 0;  ///< samples and events in them that no shipper had, as far as is known
  std::string newest;      ///< what happened to the newest of them, in words

  bool operator==(const JournalQuarantine&) const = default;
};

}  // namespace livetap::journal
