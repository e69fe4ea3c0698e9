#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/config.hpp"
#include "agent/model/error.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

namespace livetap::once {

/// How well something is: the worst of its parts counts for the whole.
enum class Verdict { ok, warn, fail };

std::string_view to_string(Verdict verdict);
inline Verdict worse(Verdict a, Verdict b) {
  return a < b ? b : a;
}

/// What one measurement of a probe gave in the one gather that was asked of it.
struct MeasurementReport {
  Measurement schema;
  Verdict verdict = Verdict::ok;
  std::optional<Error> error;
  WallTime time{};
  RowBlock rows;
};

/// One thing among many that a probe looks at: a service, an endpoint.
struct TargetReport {
  std::string name;
  Verdict verdict = Verdict::ok;
  Milliseconds duration{0};
  std::optional<Error> error;
};

struct ProbeReport {
  std::string name;
  std::string plugin;
  Verdict verdict = Verdict::ok;
  Milliseconds duration{0};
  std::optional<Error> error;
  std::vector<TargetReport> targets;
  std::vector<MeasurementReport> measurements;

  std::size_t rows() const;
  /// Distinct tag sets over all measurements; the lines of a table are no series.
  std::size_t series() const;
  /// Why it is not well: its own error, else that of the part that is as bad as the whole.
  std::optional<Error> reason() const;
};

struct SinkReport {
  std::string name;
  Verdict verdict = Verdict::ok;
  Milliseconds duration{0};
  std::string detail;  ///< what was found, when nothing is wrong
  std::optional<Error> error;
};

/// The whole diagnosis. Renderings: render.hpp.
struct Report {
  std::string agent;
  std::string version;
  std::vector<ProbeReport> probes;
  std::vector<SinkReport> sinks;

  Verdict verdict() const;
};

/// Settles the verdicts of a probe from its errors and from the rows whose fields are marked as
/// speaking for it (Field::warn_if_true, Field::fail_if_false). Where a row speaks, the reason and
/// the hint it gives become the error of its measurement, the row named by its tags. Each row of a
/// measurement of targets becomes a target of the probe as well; one of which nothing is known is a
/// warning.
///
/// Conditions speak as marked fields do, and the worst word counts; how long one must hold is not
/// waited for. One that does not fit its measurement makes that a warning.
void judge(ProbeReport& probe, const std::vector<ConditionConfig>& conditions = {});

}  // namespace livetap::once
