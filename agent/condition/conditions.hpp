#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/change/kept_memory.hpp"
#include "agent/condition/condition_watch.hpp"
#include "agent/model/commit.hpp"
#include "agent/model/moved.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// The conditions of all probes: events when one is met or over, and the agent's own measurement
/// `condition`, a row for each condition and series. It stands after the route, as Changes does,
/// and its memory is handed on in the same way. I/O-free; event loop thread.
class Conditions {
 public:
  struct Probe {
    ConditionWatch::Options options;
    std::vector<ConditionConfig> conditions;
  };

  /// Tags probe, condition, series; fields state (ok, warn, fail, unknown), since, reason, level
  /// (0, 1, 2; null for unknown).
  static Measurement schema();

  void remember(std::map<std::string, std::string> memory) { memory_.read(std::move(memory)); }

  /// Begins the probe at `index` anew; what is known of its series is kept. Returns, as
  /// add_measurement does, what is wrong with its conditions, a line each.
  std::vector<std::string> add_probe(std::size_t index, Probe probe, const Schema& schema,
                                     const Moment& now);
  /// For a reload: the probe at place `i` is the one that was at `kept[i]` and goes on; what is
  /// nowhere in it ends, and a place with nothing waits for add_probe.
  void replace(const std::vector<std::optional<std::size_t>>& kept) {
    probes_ = moved(std::move(probes_), kept);
  }
  /// The measurement has its shape now, or another one.
  std::vector<std::string> add_measurement(std::size_t probe, const Measurement& shape,
                                           const Moment& now);

  Commit on_snapshot(std::size_t probe, std::uint32_t measurement, const Snapshot& snapshot,
                     const Moment& now);

  /// Whether there is any condition at all.
  bool empty() const;
  /// Whether a row is another one than when this was asked last.
  bool take_turned();
  RowBlock rows(const Moment& now) const;

 private:
  struct Entry {
    std::string probe;
    std::vector<std::string> measurements;  ///< by their index
    std::vector<std::unique_ptr<ConditionWatch>> watches;
  };

  KeptMemory memory_;
  std::vector<std::unique_ptr<Entry>> probes_;
};

}  // namespace livetap
