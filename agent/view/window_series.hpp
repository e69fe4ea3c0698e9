#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/route/snapshot.hpp"
#include "agent/view/busyness.hpp"
#include "agent/view/selection.hpp"
#include "agent/view/window_rings.hpp"

namespace livetap {

/// The trend fields of the busiest series of one measurement, over one window of 150 steps: what a
/// window channel carries and a chart of the status page draws. A step holds the mean of a gauge,
/// and the last of a counter, state, bool, time or text. A step without a gather is null, unless
/// the next gather was not due earlier: then it repeats the step before, so that an interval of a
/// step or more draws no holes.
///
/// I/O-free, single-threaded; bounded by the most series it was given.
class WindowSeries {
 public:
  /// A field of the measurement as the window keeps it.
  struct Column {
    std::size_t field = 0;  ///< in the measurement
    std::size_t index = 0;  ///< among the numbers or the texts of the rings
    bool text = false;
    bool mean = false;
  };
  /// A series of the rings, in the same order.
  struct Shown {
    SeriesId series = 0;
    SteadyTime seen = never;
    std::string label;
    std::string key;  ///< see series_key(): names it over a restart
  };
  /// What the owner wants to keep of a series; made once, when the series comes in.
  using Label = std::function<std::string(const RowBlock& rows, std::size_t row)>;

  /// `interval`: from one gather to the next as scheduled.
  WindowSeries(const Measurement& measurement, Milliseconds length, Milliseconds interval,
               Label label);

  static std::vector<Column> columns_of(const Measurement& measurement);

  /// Takes a gather, for at most `room` series. True when it began a new step.
  bool take(const Snapshot& snapshot, std::size_t room, const Busyness& busyness);
  /// Gives room to more or fewer series. True when others are shown now.
  bool choose(std::size_t room, const Busyness& busyness, SteadyTime now);

  /// The window as bytes, for restore(); empty when there is nothing in it.
  std::string save() const;
  /// Before the first gather: goes on with what was saved of the same measurement with the same
  /// columns and the same length. Series come back when a gather has them, and those shown before
  /// have their places again. False, and a fresh start, when the bytes are of another window.
  bool restore(std::string_view bytes);
  /// When nothing of what is there now is in the window any more.
  WallTime until() const;

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<Shown>& shown() const { return shown_; }
  /// The series that are there but not shown, the busiest first.
  const std::vector<SeriesId>& others() const { return selection_.others(); }
  const std::vector<SeriesId>& chosen() const { return selection_.chosen(); }
  /// How many there are, shown or not.
  std::size_t candidates() const { return candidates_.size(); }
  const WindowRings& rings() const { return rings_; }
  Milliseconds step() const { return step_; }
  /// Of the newest gather, good or not; nullptr before the first.
  const CheckedRows* rows() const { return rows_.get(); }

  /// A number as the rings keep it (1 and 0 for a bool), a text, or null.
  Value value(std::size_t shown, const Column& column, std::size_t point) const;

 private:
  std::size_t count(bool text) const;
  std::string identity(const Measurement& measurement) const;
  void seat_earlier(const CheckedRows& rows);
  void give_back(std::size_t index);
  void follow_choice(SteadyTime now);
  void put(const CheckedRows& rows, std::size_t row, std::size_t index);

  std::vector<Column> columns_;
  Milliseconds length_;
  Milliseconds interval_;
  Milliseconds step_;
  Label label_;
  WindowRings rings_;
  Selection selection_;
  std::shared_ptr<const CheckedRows> rows_;
  std::vector<SeriesId> candidates_;
  std::vector<Shown> shown_;
  std::optional<WallTime> taken_;
  std::string identity_;
  std::map<std::string, std::string> earlier_;  // by key: series of the last run, not back yet
  bool seated_ = true;                          // those that were shown have their places
};

}  // namespace livetap
