#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/change/earlier_states.hpp"
#include "agent/change/series_states.hpp"
#include "agent/condition/level_watch.hpp"
#include "agent/condition/rule.hpp"
#include "agent/model/event.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// One condition over the series of its measurement: what each is now, and an event when that has
/// changed. A series that is gone for series_ttl is forgotten without one. I/O-free; a series whose
/// level stays costs no allocation.
class ConditionWatch {
 public:
  struct Options {
    std::string probe;
    unsigned up = 2;
    Milliseconds series_ttl = std::chrono::hours(1);
  };

  /// What a series is now, as the measurement `condition` shows it.
  struct State {
    std::string_view series;  ///< its name; empty for the condition as a whole
    std::optional<Level> level;
    std::optional<SteadyTime> since;  ///< of that; nothing: it is not known
    std::string_view reason;          ///< empty when all is well
  };

  ConditionWatch(ConditionConfig config, Options options);

  /// The measurement has a shape now. What does not fit it is returned, and the condition is
  /// unknown as a whole, for that reason.
  std::vector<RuleMistake> begin(const Measurement& measurement);

  void see(const Snapshot& snapshot, std::vector<Event>& events);

  template <class Each>
  void for_each_state(Each each) const {
    if (!judges_) {
      return each(State{"", std::nullopt, std::nullopt, trouble_});
    }
    for (const auto& entry : series_.entries()) {
      const auto& series = entry.state;
      if (series.meant) {
        each(State{series.name, series.unknown ? std::nullopt : series.watch.known(),
                   series.unknown ? std::nullopt : std::optional(series.watch.since()),
                   series.reason});
      }
    }
  }

  /// Whether a state has changed since this was asked.
  bool take_turned() { return std::exchange(turned_, false); }

  /// As FieldWatch: the series that are not well.
  std::string memory(const Moment& now) const;
  void remember(std::string_view memory, const Moment& now);
  bool take_changed() { return std::exchange(changed_, false); }

  const ConditionConfig& config() const { return rule_.config(); }

 private:
  struct OneSeries {
    std::string name;
    LevelWatch watch;
    bool meant = false;
    bool unknown = false;
    std::string reason;
  };
  using Series = SeriesStates<OneSeries>::Entry;

  void begin_series(Series& series, const RowBlock& rows, std::size_t row);
  void see_row(Series& series, const Snapshot& snapshot, std::size_t row,
               std::vector<Event>& events);
  void become_unknown(OneSeries& series, const Snapshot& snapshot, std::size_t row);
  Event event_of(const Series& series, const LevelTurn& turn) const;

  std::vector<RuleMistake> mistakes_;  ///< before rule_, which fills it
  Rule rule_;
  Options options_;
  Measurement measurement_;  ///< as it was begun
  bool judges_ = false;      ///< it has begun, and every expression fits
  std::string trouble_;      ///< why it does not
  SeriesStates<OneSeries> series_;
  EarlierStates earlier_;
  bool turned_ = false;
  bool changed_ = false;
};

}  // namespace livetap
