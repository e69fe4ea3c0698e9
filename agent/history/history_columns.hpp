#pragma once

#include "agent/model/schema.hpp"

namespace livetap {

/// How many batches a row of the history was made of: the weight of its means. No field of a
/// measurement can be called so.
inline constexpr const char* batches_column = "_batches";

/// How the values that a field had within a slot become one: the mean of a gauge, the worst of a
/// bool that makes a verdict, the last of everything else.
Aggregate aggregate_of(const Field& field);

/// What the history keeps of a measurement, as a measurement of its own: the same tags; for a gauge
/// `price` the double `price`, its mean, and behind it the doubles `price_min` and `price_max`,
/// null where they equal it; every other field as it is; `_batches` at the end. Each field says how
/// it came about, see Field::aggregate.
Measurement history_columns(const Measurement& measurement);

}  // namespace livetap
