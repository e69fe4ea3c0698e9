#include "agent/run/complaints.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace livetap {

namespace {

constexpr Milliseconds first_pause = std::chrono::minutes(1);
constexpr Milliseconds longest_pause = std::chrono::hours(1);

std::string subject(const std::string& probe, const std::set<std::string>& measurements) {
  return measurements.size() == 1 ? probe + "/" + *measurements.begin() : probe;
}

long long seconds(SteadyTime from, SteadyTime to) {
  return std::chrono::duration_cast<std::chrono::seconds>(to - from).count();
}

}  // namespace

std::optional<std::string> Complaints::failed(const std::string& probe,
                                              const std::string& measurement,
                                              const std::string& reason, SteadyTime now) {
  leave(probe, measurement, &reason, now);
  auto [at, fresh] =
      active_.try_emplace({probe, reason}, Complaint{{}, now, now + first_pause, first_pause});
  auto& complaint = at->second;
  complaint.measurements.insert(measurement);
  if (fresh) {
    return fmt::format("{}: {}", subject(probe, complaint.measurements), reason);
  }
  if (now < complaint.next) {
    return std::nullopt;
  }
  complaint.pause = std::min(complaint.pause * 2, longest_pause);
  complaint.next = now + complaint.pause;
  return fmt::format("{}: still, after {} s: {}", subject(probe, complaint.measurements),
                     seconds(complaint.since, now), reason);
}

std::optional<std::string> Complaints::well(const std::string& probe,
                                            const std::string& measurement, SteadyTime now) {
  return leave(probe, measurement, nullptr, now);
}

std::optional<std::string> Complaints::leave(const std::string& probe,
                                             const std::string& measurement,
                                             const std::string* except, SteadyTime now) {
  std::optional<std::string> line;
  for (auto at = active_.begin(); at != active_.end();) {
    const bool same =
        at->first.first == probe && (except == nullptr || at->first.second != *except);
    if (same && at->second.measurements.erase(measurement) > 0 && at->second.measurements.empty()) {
      line = fmt::format("{}: well again after {} s", probe, seconds(at->second.since, now));
      at = active_.erase(at);
    } else {
      ++at;
    }
  }
  return line;
}

}  // namespace livetap
