#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/line/encoder.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/view/budget.hpp"
#include "agent/view/busyness.hpp"
#include "agent/view/selection.hpp"
#include "agent/view/view_message.hpp"
#include "agent/view/view_options.hpp"
#include "agent/view/view_time.hpp"
#include "agent/view/window_rings.hpp"

namespace livetap {

/// Channel X_5m: whole windows of the trend fields of at most 20 series, 150 points each. A step
/// holds the mean of a gauge, and the last of a counter, state, bool, time or text. A step without
/// a gather is null, unless the next gather was not due earlier: then it repeats the step before,
/// so that an interval of a step or more draws no holes.
class WindowView {
 public:
  static constexpr std::size_t most_series = 20;

  WindowView(const Measurement& measurement, const WindowOption& window, const ViewOptions& options,
             Budget& budget);

  /// False for a measurement without a field worth a trend.
  static bool has_fields(const Measurement& measurement);

  const std::string& channel() const { return shape_.name; }
  void take(const Snapshot& snapshot, const Busyness& busyness);
  /// The window, if there is something new and the budget allows it.
  std::optional<ViewMessage> message(const Busyness& busyness, const ViewTime& now);
  std::optional<SteadyTime> next_due() const;

  std::vector<ViewNotice> notices() const;
  /// Memory of the points, in bytes.
  std::size_t bytes() const { return rings_.bytes(); }

 private:
  /// A field of the measurement as the window keeps it.
  struct Column {
    std::size_t field = 0;  // in the measurement
    std::size_t index = 0;  // among the rings' numbers or texts
    bool text = false;
    bool mean = false;
  };
  struct Shown {
    SeriesId series = 0;
    SteadyTime seen = never;
    std::string prefix;
  };

  static std::vector<Column> columns_of(const Measurement& measurement);
  static Measurement shape_of(const Measurement& measurement, const std::string& suffix);
  std::size_t count(bool text) const;

  void choose(const Busyness& busyness, SteadyTime now);
  void follow_choice(SteadyTime now);
  void put(const CheckedRows& rows, std::size_t row, std::size_t index);
  ViewNotice notice(ViewNotice::Reason reason, const SeriesId* first, std::size_t count) const;

  bool may_send(const ViewTime& now) const;
  std::string encode();
  void ask(std::size_t bytes, SteadyTime now);
  void make_room(std::size_t bytes, SteadyTime now);
  std::size_t wanted() const;
  std::size_t most_bytes() const;

  std::vector<Column> columns_;
  Measurement shape_;
  Milliseconds length_;
  Milliseconds interval_;
  Milliseconds step_;
  std::size_t limit_;
  line::LineEncoder encoder_;
  Budget::Share share_;
  WindowRings rings_;
  Selection selection_;

  std::shared_ptr<const CheckedRows> rows_;  // the newest, good or not
  std::vector<SeriesId> candidates_;
  std::vector<Shown> shown_;  // as in rings_
  std::size_t room_ = most_series;

  std::optional<WallTime> taken_;
  bool dirty_ = false;           // something since the last message
  bool step_dirty_ = false;      // a new step since then
  SteadyTime pace_ = never;      // when the next message is due at the scheduled rate
  bool too_large_ = false;       // not even one series fits
  std::size_t asked_ = 0;        // bytes
  SteadyTime asked_at_ = never;  // when so much was needed last
  SteadyTime room_at_ = never;   // when room_ was last found right

  std::vector<Value> values_;
};

}  // namespace livetap
