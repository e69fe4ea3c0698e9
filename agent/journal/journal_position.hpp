#pragma once

#include <cstdint>

namespace livetap::journal {

/// How far a shipper has come: everything up to these ids is in its database.
struct JournalPosition {
  std::int64_t sample = 0;
  std::int64_t event = 0;

  bool operator==(const JournalPosition&) const = default;
};

}  // namespace livetap::journal
