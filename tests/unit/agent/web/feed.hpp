#pragma once

#include <functional>
#include <string>

#include "agent/route/route.hpp"
#include "agent/web/json_writer.hpp"

namespace livetap {

/// Gathers of a measurement with tag queue; depth (gauge, int), total (counter, int), up (bool,
/// fails if false), state (text with a trend), note (text); each a second after the last.
class Feed {
 public:
  explicit Feed(std::size_t series_cap = SeriesCap::per_probe);

  static Measurement shape();
  /// Queues q0, q1, ... with depths that change with each gather.
  Snapshot good(int queues);
  Snapshot failed();

  Measurement measurement = shape();

 private:
  Snapshot take(Gather gather);

  SeriesCap cap_;
  Route route_{measurement, cap_};
  std::int64_t second_ = 0;
};

/// A table with the columns asset (text) and price (double).
Measurement table_shape();

}  // namespace livetap
