#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/line/encoder.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/view/budget.hpp"
#include "agent/view/busyness.hpp"
#include "agent/view/view_message.hpp"
#include "agent/view/view_options.hpp"
#include "agent/view/view_time.hpp"
#include "agent/view/window_archive.hpp"
#include "agent/view/window_series.hpp"

namespace livetap {

/// Channel X_5m: whole windows of the trend fields of at most 20 series, 150 points each; see
/// WindowSeries for what a step holds.
class WindowView {
 public:
  static constexpr std::size_t most_series = 20;

  WindowView(const Measurement& measurement, const WindowOption& window, const ViewOptions& options,
             Budget& budget);

  /// False for a measurement without a field worth a trend.
  static bool has_fields(const Measurement& measurement);
  /// What a panel gets: the channel's name, and the fields that are worth a trend.
  static Measurement shape_of(const Measurement& measurement, const std::string& suffix);

  const std::string& channel() const { return shape_.name; }
  void take(const Snapshot& snapshot, const Busyness& busyness);
  /// The window, if there is something new and the budget allows it.
  std::optional<ViewMessage> message(const Busyness& busyness, const ViewTime& now);
  std::optional<SteadyTime> next_due() const;

  /// The window goes into the archive, by the channel's name; before the first gather it comes out
  /// of one, as far as it is the same.
  void save(WindowArchive& archive) const;
  void restore(WindowArchive& archive);

  std::vector<ViewNotice> notices() const;
  /// Memory of the points, in bytes.
  std::size_t bytes() const { return series_.rings().bytes(); }

 private:
  ViewNotice notice(ViewNotice::Reason reason, const SeriesId* first, std::size_t count) const;

  bool may_send(const ViewTime& now) const;
  std::string encode();
  void ask(std::size_t bytes, SteadyTime now);
  void make_room(std::size_t bytes, SteadyTime now);
  std::size_t wanted() const;
  std::size_t most_bytes() const;

  Measurement shape_;
  Milliseconds interval_;
  std::size_t limit_;
  line::LineEncoder encoder_;
  Budget::Share share_;
  WindowSeries series_;
  std::size_t room_ = most_series;

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
