#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/change/flag.hpp"
#include "agent/model/error.hpp"
#include "agent/model/event.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// Whether a probe fails, over all its measurements: probe_failing when one of them has failed
/// `down` times in a row, probe_recovered when none fails any more and each that did has been good
/// `up` times in a row. One pair an outage, however many measurements it takes along; what a crash
/// or a hang of the worker did to them counts alike. What was cancelled says nothing. I/O-free.
class ProbeWatch {
 public:
  ProbeWatch(std::string probe, Hysteresis hysteresis)
      : probe_(std::move(probe)), rule_{true, hysteresis} {}

  /// A measurement was gathered, or was not because of `error`. An empty name is the collect as a
  /// whole: all there is of a probe whose worker never came to say what it measures.
  void see(std::string_view measurement, const std::optional<Error>& error, const Moment& now,
           std::vector<Event>& events);

  /// As FieldWatch: only that it fails is remembered.
  std::string memory(const Moment& now) const;
  void remember(std::string_view memory, const Moment& now);
  bool take_changed();

 private:
  struct Part {
    std::string measurement;
    Flag fails;
    std::optional<Error> error;  ///< of the last time
  };

  Part& part(std::string_view measurement);
  void turned(const Part& part, const Moment& now, std::vector<Event>& events);
  Event failing(const Part& part, std::optional<Milliseconds> before) const;
  Event recovered(std::optional<Milliseconds> before) const;
  std::vector<std::string> failing_like(const Part& part) const;

  std::string probe_;
  FlagRule rule_;
  std::vector<Part> parts_;
  std::optional<bool> failing_;  ///< nothing: it has not been seen yet
  SteadyTime since_{};
  bool changed_ = false;
};

}  // namespace livetap
