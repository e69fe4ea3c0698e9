#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// Names a series within its measurement: rises with every new series, is never used again.
using SeriesId = std::uint32_t;

/// The steady time of what never happened.
inline constexpr SteadyTime never = SteadyTime::min();

/// Rows that fit their schema, each series once, in the order of their ids.
struct CheckedRows {
  RowBlock rows;
  std::vector<SeriesId> series;  ///< one a row; empty for a table
  /// When each row was last measured; never, if it was not yet. For a series that is absent from a
  /// good gather: when it was last there, but the time of that gather when on_empty made it zero.
  std::vector<SteadyTime> measured;
};

/// What is known of one measurement after one gather: checked and complete. A row holds null or a
/// value of exactly its field's type (f64: double, i64 and time: int64, boolean: bool, text:
/// UTF-8).
struct Snapshot {
  const Measurement* measurement = nullptr;  ///< borrowed from the owner of the schema
  WallTime time{};                           ///< rises; follows a clock that is put right
  WallTime wall{};                           ///< the wall clock as it was read
  SteadyTime at{};                           ///< when the gather was accepted
  /// What was measured; after a failure one row of nulls for every known series (none for a
  /// table).
  std::shared_ptr<const CheckedRows> rows;
  /// The rows of the last good gather, the same as `rows` if this one was; nullptr before the
  /// first.
  std::shared_ptr<const CheckedRows> good;
  std::optional<Error> error;
};

}  // namespace livetap
