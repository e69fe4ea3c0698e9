#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "agent/route/route.hpp"
#include "agent/view/views.hpp"

namespace livetap {

/// A measurement, its route and both clocks: gathers as an agent would see them.
class Source {
 public:
  using Fill = std::function<void(RowBlock&)>;

  explicit Source(Measurement shape, std::size_t series_cap = SeriesCap::per_probe)
      : measurement(std::move(shape)), cap(series_cap) {}

  Snapshot good(const Fill& fill);
  Snapshot failed();
  void pass(Milliseconds time) {
    now.steady += time;
    now.wall += time;
  }

  Measurement measurement;
  SeriesCap cap;
  Route route{measurement, cap};
  ViewTime now{SteadyTime{std::chrono::hours(1)}, WallTime{Milliseconds(1700000000000)}};
};

/// Tag queue; depth (gauge, int), total (counter, int), busy (bool), rate (gauge, double) and, not
/// worth a trend, note (text).
Measurement queue_measurement();

/// Rows q0, q1, ... of that, with values that change with `round`.
Source::Fill queue_rows(int count, int round);

}  // namespace livetap
