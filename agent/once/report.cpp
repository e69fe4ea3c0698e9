#include "agent/once/report.hpp"

#include <algorithm>
#include <unordered_set>

namespace livetap::once {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "fail";
  }
  return "fail";
}

std::size_t ProbeReport::rows() const {
  std::size_t sum = 0;
  for (const auto& measurement : measurements) {
    sum += measurement.rows.size();
  }
  return sum;
}

std::size_t ProbeReport::series() const {
  std::size_t sum = 0;
  for (const auto& measurement : measurements) {
    if (measurement.schema.table) {
      continue;
    }
    std::unordered_set<std::string> keys;
    for (std::size_t row = 0; row < measurement.rows.size(); ++row) {
      keys.insert(series_key(measurement.rows, row));
    }
    sum += keys.size();
  }
  return sum;
}

std::optional<Error> ProbeReport::reason() const {
  if (error || verdict == Verdict::ok) {
    return error;
  }
  const auto explains = [this](const auto& part) { return part.verdict == verdict && part.error; };
  const auto measurement = std::find_if(measurements.begin(), measurements.end(), explains);
  if (measurement != measurements.end()) {
    return measurement->error;
  }
  const auto target = std::find_if(targets.begin(), targets.end(), explains);
  return target == targets.end() ? std::nullopt : target->error;
}

Verdict Report::verdict() const {
  Verdict verdict = Verdict::ok;
  for (const auto& probe : probes) {
    verdict = worse(verdict, probe.verdict);
  }
  for (const auto& sink : sinks) {
    verdict = worse(verdict, sink.verdict);
  }
  return verdict;
}

}  // namespace livetap::once
