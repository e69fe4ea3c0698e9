#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "agent/change/changes.hpp"
#include "agent/condition/conditions.hpp"
#include "agent/config/config.hpp"
#include "agent/model/gather.hpp"
#include "agent/run/pipeline.hpp"

namespace livetap {

/// What the agent sees happen by itself, on the probes of a config: changes of state, and
/// conditions that are met. Event loop thread.
class StateWatch {
 public:
  /// Takes events and what is to be known of them after a restart, never an empty commit.
  using Happened = std::function<void(Commit&&)>;

  /// The config outlives it.
  StateWatch(const Config& config, Happened happened)
      : config_(config), happened_(std::move(happened)) {}

  /// `memory`: what the commits of the last run left behind. Comes before everything else.
  void begin(const std::map<std::string, std::string>& memory, const Moment& now);

  /// For a reload: the probe at place `i` is the one that was at `kept[i]` and goes on, with what
  /// it is waiting for; a place with nothing is to be known anew.
  void replace(const std::vector<std::optional<std::size_t>>& kept) {
    changes_.replace(kept);
    conditions_.replace(kept);
  }

  void known(std::size_t probe, const Schema& schema, const Moment& now);
  void declared(std::size_t probe, std::uint32_t measurement, const Measurement& shape,
                const Moment& now);
  void gathered(std::size_t probe, const Gather& gather, const Routed& routed, const Moment& now);
  void collected(std::size_t probe, const std::optional<Error>& error, const Moment& now);

  /// The rows of the measurement `condition` at this moment; nothing where there are no conditions.
  std::optional<RowBlock> condition_rows(const Moment& now) const;
  /// Whether one of them is another than when this was asked last.
  bool take_turned() { return conditions_.take_turned(); }

 private:
  void hand_on(Commit&& commit);

  const Config& config_;
  Happened happened_;
  Changes changes_;
  Conditions conditions_;
};

}  // namespace livetap
