#include "agent/run/state_watch.hpp"

#include <spdlog/spdlog.h>

namespace livetap {

namespace {

void log_all(const std::vector<std::string>& complaints) {
  for (const auto& complaint : complaints) {
    spdlog::warn("{}", complaint);
  }
}

}  // namespace

void StateWatch::begin(const std::map<std::string, std::string>& memory, const Moment& now) {
  changes_.remember(memory);
  conditions_.remember(memory);
  for (std::size_t i = 0; i < config_.probes.size(); ++i) {
    known(i, {}, now);  // its worker may never say more
  }
}

void StateWatch::known(std::size_t probe, const Schema& schema, const Moment& now) {
  const auto& config = config_.probes[probe];
  changes_.add_probe(probe, {config.name, config.hysteresis, config.series_ttl}, schema, now);
  log_all(conditions_.add_probe(
      probe, {{config.name, config.hysteresis.up, config.series_ttl}, config.conditions}, schema,
      now));
}

void StateWatch::declared(std::size_t probe, std::uint32_t measurement, const Measurement& shape,
                          const Moment& now) {
  changes_.add_measurement(probe, measurement, shape, now);
  log_all(conditions_.add_measurement(probe, shape, now));
}

void StateWatch::gathered(std::size_t probe, const Gather& gather, const Routed& routed,
                          const Moment& now) {
  const auto* snapshot = routed.snapshot ? &*routed.snapshot : nullptr;
  const auto& error = snapshot != nullptr ? snapshot->error : gather.error;
  hand_on(changes_.on_gather(probe, gather.measurement, error, snapshot, now));
  if (snapshot != nullptr) {
    hand_on(conditions_.on_snapshot(probe, gather.measurement, *snapshot, now));
  }
}

void StateWatch::collected(std::size_t probe, const std::optional<Error>& error,
                           const Moment& now) {
  hand_on(changes_.on_collected(probe, error, now));
}

std::optional<RowBlock> StateWatch::condition_rows(const Moment& now) const {
  return conditions_.empty() ? std::nullopt : std::optional(conditions_.rows(now));
}

void StateWatch::hand_on(Commit&& commit) {
  if (!commit.empty()) {
    happened_(std::move(commit));
  }
}

}  // namespace livetap
