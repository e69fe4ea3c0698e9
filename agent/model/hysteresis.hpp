#pragma once

namespace livetap {

/// How many gathers in a row it takes to believe a change: one that is bad, or one back to good.
struct Hysteresis {
  unsigned down = 2;
  unsigned up = 2;

  bool operator==(const Hysteresis&) const = default;
};

}  // namespace livetap
