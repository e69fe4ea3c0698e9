#include "agent/history/downsampler.hpp"

#include <algorithm>
#include <utility>

#include "agent/history/history_columns.hpp"

namespace livetap {

namespace {

constexpr std::int64_t no_slot = INT64_MIN;

}  // namespace

Downsampler::Downsampler(Milliseconds every, Journal journal)
    : every_(std::max(every, Milliseconds(1))), journal_(std::move(journal)) {}

void Downsampler::set_every(Milliseconds every) {
  every = std::max(every, Milliseconds(1));
  if (every == every_) {
    return;
  }
  every_ = every;
  for (auto& [name, running] : running_) {
    running.number = no_slot;
  }
}

std::int64_t Downsampler::number_of(WallTime time) const {
  return std::chrono::floor<Milliseconds>(time.time_since_epoch()) / every_;
}

void Downsampler::take(const Snapshot& snapshot) {
  const auto& measurement = *snapshot.measurement;
  if (snapshot.error || measurement.table || snapshot.rows->rows.empty()) {
    return;
  }
  auto& running = running_[measurement.name];
  const auto number = number_of(snapshot.wall);
  const bool changed = running.slot && running.measurement != measurement;
  if (running.slot && (running.number != number || changed) && !close(running) && changed) {
    running.slot.reset();  // its batches have other columns
  }
  if (!running.slot) {
    running.number = number;
    begin(running, snapshot);
    return;
  }
  running.number = number;
  running.slot->add(*snapshot.rows);
}

void Downsampler::begin(Running& running, const Snapshot& snapshot) {
  if (!running.shape || running.measurement != *snapshot.measurement) {
    running.measurement = *snapshot.measurement;
    running.shape = std::make_shared<const journal::SampleShape>(
        journal::sample_shape(history_columns(running.measurement)));
  }
  running.slot.emplace(running.measurement);
  running.slot->add(*snapshot.rows);
  running.time = snapshot.time;
  journal_.begin_slot(journal::make_sample(running.shape, running.time, running.slot->rows()));
}

/// False: the journal did not take it, and the slot goes on.
bool Downsampler::close(Running& running) {
  if (!journal_.put(journal::make_sample(running.shape, running.time, running.slot->rows()))) {
    return false;
  }
  running.slot.reset();
  return true;
}

void Downsampler::close_slots(WallTime now) {
  const auto number = number_of(now);
  for (auto& [name, running] : running_) {
    if (running.slot && running.number != number && !close(running)) {
      running.number = number;  // to be tried again at the end of this one
    }
  }
}

void Downsampler::close_all() {
  for (auto& [name, running] : running_) {
    if (running.slot) {
      close(running);
    }
  }
}

}  // namespace livetap
