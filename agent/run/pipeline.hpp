#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/gather.hpp"
#include "agent/model/schema.hpp"
#include "agent/route/route.hpp"
#include "agent/view/views.hpp"

namespace livetap {

/// What the pipeline needs to know of a probe.
struct PipelineProbe {
  std::string name;
  Milliseconds interval{1000};
  Milliseconds series_ttl{std::chrono::hours(1)};
};

/// What became of one gather on its way.
struct Routed {
  std::optional<Snapshot> snapshot;  ///< nothing: the measurement has no lane yet
  std::uint64_t kept_back = 0;       ///< rows that the bounds of route and views left out
};

/// What is known of the lane of one measurement; all zero where there is none.
struct LaneFacts {
  RouteCounters route;
  std::uint64_t too_large_rows = 0;  ///< left out of messages since the start
  std::size_t series = 0;            ///< known now
};

/// From gathers to messages: for every measurement of every probe a lane of route and views. Does
/// no I/O; the clock comes as an argument. Event loop thread.
///
/// A lane begins when the shape of its measurement is known. A gather for a measurement without a
/// lane (a late one whose source has not answered yet) goes nowhere.
class Pipeline {
 public:
  using Push = std::function<void(ViewMessage&&)>;

  /// `push` takes every message; when it is empty no views are made. Windows go on with what is of
  /// them in `earlier`, which must outlive the pipeline.
  Pipeline(std::vector<WindowOption> windows, Push push, WindowArchive& earlier);
  ~Pipeline();

  /// Begins the probe at `index` anew.
  void add_probe(std::size_t index, PipelineProbe probe, const Schema& schema);
  /// Gives the measurement its shape, or another one: its lane begins anew.
  void add_measurement(std::size_t probe, std::uint32_t index, const Measurement& shape);

  /// Routes and pushes one gather.
  Routed accept(std::size_t probe, const Gather& gather, const ViewTime& now);

  LaneFacts facts(std::size_t probe, std::uint32_t measurement) const;

  /// For a reload: the probe at place `i` is the one that was at `kept[i]`; what is nowhere in it
  /// goes, and a place with nothing waits for add_probe.
  void replace(const std::vector<std::optional<std::size_t>>& kept);

  /// Pushes what became due by time alone: tables and windows that were held back.
  void on_timer(const ViewTime& now);
  std::optional<SteadyTime> next_due() const;

  /// The windows of one measurement, counted from 0; false when there are no so many.
  bool save(WindowArchive& archive, std::size_t part) const;

  /// What the channels leave out at present, each with its reason.
  std::vector<ViewNotice> notices() const;

 private:
  struct Lane;
  struct Probe;

  Lane* lane(std::size_t probe, std::uint32_t measurement) const;

  std::vector<WindowOption> windows_;
  Push push_;
  WindowArchive& earlier_;
  Budget budget_;
  std::vector<std::unique_ptr<Probe>> probes_;
};

}  // namespace livetap
