#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/change/flag.hpp"
#include "agent/change/memory.hpp"
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
  struct Series {
    SeriesId id = 0;
    std::vector<std::string> tags;
    SteadyTime seen{};
    std::vector<Flag> flags;  ///< as watched_ has them
  };

  Series begin(SeriesId id, const RowBlock& rows, std::size_t row, SteadyTime now);
  void recall(Series& series);
  void see_row(Series& series, const Snapshot& snapshot, std::size_t row,
               std::vector<Event>& events);
  void forget(SteadyTime now);
  RememberedSeries remembered(const Series& series, const Moment& now) const;

  const Measurement measurement_;
  Options options_;
  std::vector<Watched> watched_;
  std::vector<Series> series_;  ///< by rising id
  /// From before the restart, not seen again yet; of the steady clock.
  std::map<std::vector<std::string>, std::vector<RememberedState>> from_before_;
  SteadyTime from_before_until_{};
  Moment remembered_at_{};
  bool changed_ = false;
};

}  // namespace livetap
