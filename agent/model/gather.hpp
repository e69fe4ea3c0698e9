#pragma once

#include <cstdint>
#include <optional>

#include "agent/model/error.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// What one probe says of one measurement at one moment: rows, or the reason why there are none.
/// One timestamp for all rows: the agent's wall clock when the gather arrives. Route makes it rise.
struct Gather {
  std::uint32_t measurement = 0;  ///< index in the probe's schema
  WallTime time{};
  RowBlock rows;
  std::optional<Error> error;
  Milliseconds took{0};            ///< from the start of collect to its close; streaming: 0
  std::uint64_t dropped_rows = 0;  ///< rows that the worker's bounds dropped from this gather
};

}  // namespace livetap
