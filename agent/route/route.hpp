#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "agent/model/gather.hpp"
#include "agent/model/schema.hpp"
#include "agent/route/route_counters.hpp"
#include "agent/route/series_cap.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

struct RouteOptions {
  Milliseconds series_ttl = std::chrono::hours(1);
  std::size_t table_rows = 450;
};

/// Checks the gathers of one measurement and completes them: what leaves is fit for every view and
/// sink. Nothing fails here: what does not fit is left out and counted.
///
///  - A value of another type than its field's becomes null (an int is taken for a double, a whole
///    double for an int), and so do NaN, infinities and times outside 1990..2200.
///  - A series that comes twice in a gather: the last row wins.
///  - A series absent from a good gather: on_empty, until series_ttl after it was last there; then
///    it is forgotten and its place in the cap is free. A measurement without tags is one series,
///    known from the start.
///  - A failed gather: every known series with all fields null. Nothing is forgotten meanwhile.
///  - A table keeps the order of its rows, and takes the first 450.
///
/// I/O-free, single-threaded; a known series costs no allocation.
///
/// Example:
///   SeriesCap cap;                       // one a probe
///   Route route(measurement, cap);       // both must outlive the route
///   const Snapshot now = route.accept(gather, std::chrono::steady_clock::now());
///   now.rows->rows.size();
class Route {
 public:
  Route(const Measurement& measurement, SeriesCap& cap, RouteOptions options = {});
  ~Route();
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;

  /// `gather.time` is the wall clock as it was read, steps included.
  Snapshot accept(const Gather& gather, SteadyTime now);

  const RouteCounters& counters() const;
  /// Known series: present ones and those absent for less than series_ttl.
  std::size_t series() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap
