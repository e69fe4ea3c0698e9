#include "agent/once/report.hpp"

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
