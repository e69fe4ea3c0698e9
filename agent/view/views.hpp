#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/schema.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/view/budget.hpp"
#include "agent/view/view_message.hpp"
#include "agent/view/view_options.hpp"
#include "agent/view/view_time.hpp"
#include "agent/view/window_archive.hpp"

namespace livetap {

/// The views of one measurement: live X, windows X_5m ..., table X_table; a table measurement has
/// the table alone. The channels and their fields follow from the schema and the options only.
///
/// A series is the busier, the more its trend fields change: each gather adds |change| of a number
/// relative to the largest |change| of that field among all series, 1 for a changed bool or text,
/// and the sum fades with a half-life of one minute. Equals: the older series first. Wherever
/// series have to be left out, the busiest stay; those shown are exchanged at most once a minute,
/// and only for one twice as busy.
///
/// I/O-free, single-threaded. Everything is bounded by the schema, the options and the series cap.
///
/// Example:
///   Budget budget;                                        // one an agent
///   Views views(measurement, budget, {{{"5m", 5min}}, 1s});
///   for (auto& message : views.on_snapshot(snapshot, now)) { sink.push(message); }
///   // arm a timer at views.next_due(), if there is one; when it fires:
///   for (auto& message : views.on_timer(now)) { sink.push(message); }
class Views {
 public:
  /// The measurement and the budget must outlive the views.
  Views(const Measurement& measurement, Budget& budget, const ViewOptions& options);
  ~Views();
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  /// Every channel that will ever be pushed to.
  std::vector<std::string> channels() const;

  std::vector<ViewMessage> on_snapshot(const Snapshot& snapshot, const ViewTime& now);
  /// What became due without a gather: a table or a window that was held back.
  std::vector<ViewMessage> on_timer(const ViewTime& now);
  /// When on_timer has something to say; changes with every call of the two above.
  std::optional<SteadyTime> next_due() const;

  /// The windows go into the archive; before the first snapshot they come out of one.
  void save(WindowArchive& archive) const;
  void restore(WindowArchive& archive);

  /// What is left out at present, channel by channel.
  std::vector<ViewNotice> notices() const;
  /// Rows left out since the start because a live or table message was too large.
  std::uint64_t too_large_rows() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap
