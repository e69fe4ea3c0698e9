#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "agent/model/schema.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/view/busyness.hpp"
#include "agent/view/window_archive.hpp"
#include "agent/view/window_series.hpp"

namespace livetap::web {

/// One measurement as the status page shows it: its newest gather, and, but for a table, the last
/// five minutes of its busiest series. Bounded by `most_series` whatever the measurement has.
///
/// I/O-free, single-threaded. A snapshot costs what one window view does.
class Panel {
 public:
  static constexpr std::size_t most_series = 20;
  static constexpr std::chrono::minutes window_length{5};

  Panel(std::string probe, const Measurement& shape, Milliseconds interval);
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  void take(const Snapshot& snapshot);

  /// The chart goes into the archive; before the first gather it comes out of one.
  void save(WindowArchive& archive) const;
  void restore(WindowArchive& archive);

  const std::string& probe() const { return probe_; }
  const Measurement& shape() const { return shape_; }
  Milliseconds interval() const { return interval_; }
  /// Nothing before the first gather. Its `measurement` is null: the panel has the shape.
  const std::optional<Snapshot>& newest() const { return newest_; }
  /// Nothing for a table. The label of a series is a JSON array of its tags' values.
  const WindowSeries* window() const { return window_ ? &*window_ : nullptr; }
  /// Another number whenever other series are shown.
  std::uint64_t choice() const { return choice_; }

 private:
  std::string probe_;
  Measurement shape_;
  Milliseconds interval_;
  Busyness busyness_;
  std::optional<WindowSeries> window_;
  std::optional<Snapshot> newest_;
  std::vector<SeriesId> chosen_;
  std::uint64_t choice_ = 0;
};

}  // namespace livetap::web
