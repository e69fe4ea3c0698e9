#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/change/earlier_states.hpp"
#include "agent/change/flag.hpp"
#include "agent/change/memory.hpp"
#include "agent/change/series_states.hpp"
#include "agent/model/event.hpp"
#include "agent/model/schema.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// Watches the fields of one measurement that have events, series by series. A failed gather says
/// nothing about them; neither does a null. A series that on_empty fills with zeroes is false, as
/// its config says. One that is gone for series_ttl is forgotten without an event. I/O-free; a
/// known series costs no allocation.
class FieldWatch {
 public:
  struct Options {
    std::string probe;  ///< its name: the service of events that speak of no target
    Hysteresis hysteresis;
    Milliseconds series_ttl = std::chrono::hours(1);
  };

  /// The measurement is copied: a lane of the pipeline may begin anew.
  FieldWatch(const Measurement& measurement, Options options);

  /// Whether a measurement has anything to watch.
  static bool wanted(const Measurement& measurement);

  /// What happened goes behind `events`.
  void see(const Snapshot& snapshot, std::vector<Event>& events);

  /// What is to be known after a restart: of a field with a bad state the series that are in it, of
  /// any other field all. remember() comes before the first snapshot.
  std::string memory(const Moment& now) const;
  void remember(std::string_view memory, const Moment& now);
  /// Whether the memory has changed since this was asked.
  bool take_changed();

 private:
  struct Watched {
    std::size_t field = 0;
    FlagRule rule;
  };
  using Flags = std::vector<Flag>;  ///< as watched_ has them
  using Series = SeriesStates<Flags>::Entry;

  void begin(Series& series);
  void see_row(Series& series, const Snapshot& snapshot, std::size_t row,
               std::vector<Event>& events);
  RememberedSeries remembered(const Series& series, const Moment& now) const;

  const Measurement measurement_;
  Options options_;
  std::vector<Watched> watched_;
  SeriesStates<Flags> series_;
  EarlierStates earlier_;
  bool changed_ = false;
};

}  // namespace livetap
