#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/gather.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

/// The agent's own measurement `probe`: for every measurement of every probe, whether its last
/// gather was good, how long it took, and why it failed. The agent pushes it through its own
/// pipeline once an interval, so that a panel of it never goes silent with what it reports on.
/// Event loop thread.
class ProbeStatus {
 public:
  static Measurement schema();

  /// A measurement of a probe is known from now on; before its first gather it is neither up nor
  /// down. Idempotent.
  void add(const std::string& probe, const std::string& plugin, const std::string& measurement);

  /// What a gather gave. `dropped_rows`: rows that the bounds of the pipeline kept back.
  void record(std::string_view probe, std::string_view measurement, const Gather& gather,
              std::uint64_t dropped_rows, SteadyTime now);

  /// How often the probe's worker had to be started again.
  void set_restarts(std::string_view probe, std::uint64_t restarts);

  /// The rows of this moment, one for each measurement. A failure since the sample before shows
  /// even when a good gather has followed it: no failure is too short to be seen.
  RowBlock sample();

  /// One measurement of a probe.
  struct Entry {
    std::string probe;
    std::string plugin;
    std::string measurement;
    std::optional<bool> up;  ///< nothing before the first gather
    SteadyTime last{};       ///< when the last gather came
    Milliseconds took{0};
    std::uint64_t rows = 0;
    std::optional<Error> error;   ///< of the last gather
    std::optional<Error> unseen;  ///< the last failure that no sample has shown
    // Since the start.
    std::uint64_t gathers = 0;
    std::uint64_t failed = 0;
    std::uint64_t rows_total = 0;  ///< of good gathers
    Milliseconds took_total{0};
    std::uint64_t dropped_rows = 0;
    std::uint64_t restarts = 0;
  };
  /// nullptr for one that was not added.
  const Entry* find(std::string_view probe, std::string_view measurement) const;

  /// Forgets every probe that is not named.
  void keep(const std::vector<std::string>& probes);

 private:
  Entry* find(std::string_view probe, std::string_view measurement);

  std::vector<Entry> entries_;
};

}  // namespace livetap
