#include "agent/history/sample_grid.hpp"

#include <algorithm>

namespace livetap {

SampleGrid::SampleGrid(Milliseconds every) : every_(std::max(every, Milliseconds(1))) {}

void SampleGrid::set_every(Milliseconds every) {
  if (every == every_) {
    return;
  }
  every_ = std::max(every, Milliseconds(1));
  for (auto& [name, kept] : kept_) {
    kept.slot.reset();
  }
}

std::optional<journal::Sample> SampleGrid::take(const Snapshot& snapshot) {
  const auto& measurement = *snapshot.measurement;
  if (snapshot.error || measurement.table || snapshot.rows->rows.empty()) {
    return std::nullopt;
  }
  const std::int64_t slot =
      std::chrono::floor<Milliseconds>(snapshot.wall.time_since_epoch()) / every_;
  auto& kept = kept_[measurement.name];
  if (kept.slot == slot) {
    return std::nullopt;
  }
  kept.slot = slot;
  if (!kept.shape || kept.measurement != measurement) {
    kept.measurement = measurement;
    kept.shape = std::make_shared<const journal::SampleShape>(journal::sample_shape(measurement));
  }
  return journal::make_sample(kept.shape, snapshot.time, snapshot.rows->rows);
}

}  // namespace livetap
