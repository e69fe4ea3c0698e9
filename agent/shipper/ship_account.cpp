#include "agent/shipper/ship_account.hpp"

#include <algorithm>

namespace livetap::shipper {

namespace {

using journal::JournalPosition;

std::uint64_t rows_between(std::int64_t from, std::int64_t to) {
  return to > from ? static_cast<std::uint64_t>(to - from) : 0;
}

/// Rows of one run behind `from`, up to `to`.
std::uint64_t rows_between(const JournalPosition& from, const JournalPosition& to) {
  return rows_between(from.sample, to.sample) + rows_between(from.event, to.event);
}

JournalPosition later(const JournalPosition& a, const JournalPosition& b) {
  return {std::max(a.sample, b.sample), std::max(a.event, b.event)};
}

std::uint64_t waiting_rows(const RunState& run) {
  std::uint64_t rows = 0;
  for (const auto& [measurement, samples] : run.waiting) {
    rows += samples.rows;
  }
  return rows;
}

}  // namespace

ShipAccount::ShipAccount(std::vector<RunState> runs, std::uint64_t collected,
                         const RowCounts& counts)
    : runs_(std::move(runs)), collected_(collected), counts_(counts) {}

RunState* ShipAccount::find(const std::string& id) {
  const auto at =
      std::find_if(runs_.begin(), runs_.end(), [&](const RunState& run) { return run.id == id; });
  return at == runs_.end() ? nullptr : &*at;
}

void ShipAccount::see(const std::vector<journal::JournalRun>& runs,
                      const std::vector<journal::JournalRun>& quarantined) {
  std::vector<RunState> states;
  begun_.clear();
  const bool none_known = runs_.empty();
  for (const auto& run : quarantined) {
    states.push_back(take(run, true));
    states.back().quarantined = true;
  }
  for (const auto& run : runs) {
    states.push_back(take(run, none_known || !runs_.empty()));
    states.back().quarantined = false;
  }
  // The journal was lost, or is an older copy of itself: what was not shipped of it never will be.
  for (const auto& run : runs_) {
    counts_.gone += rows_between(run.shipped, run.seen) + waiting_rows(run);
  }
  runs_ = std::move(states);
}

/// The run with what is known of it, which is nowhere else then.
RunState ShipAccount::take(const journal::JournalRun& run, bool is_older) {
  begun_[run.id] = {run.after_sample, run.after_event};
  const auto* known = find(run.id);
  auto state = known != nullptr ? *known : begin(run, is_older);
  see(state, {run.last_sample, run.last_event});
  std::erase_if(runs_, [&](const RunState& other) { return other.id == run.id; });
  return state;
}

RunState ShipAccount::begin(const journal::JournalRun& run, bool is_older) const {
  const JournalPosition before{run.after_sample, run.after_event};
  if (settled_) {
    const auto known = positions_.find(run.id);
    const auto at = known == positions_.end() ? before : later(known->second.shipped, before);
    return {run.id, at, at};
  }
  // Shipped or not: the database will say.
  const auto at = is_older ? JournalPosition{run.last_sample, run.last_event} : before;
  return {run.id, at, at};
}

void ShipAccount::see(RunState& run, const JournalPosition& last) {
  if (last.sample < run.seen.sample || last.event < run.seen.event) {
    const auto left = later(last, run.shipped);
    counts_.gone += rows_between(left, run.seen);
    run.seen = {std::min(run.seen.sample, left.sample), std::min(run.seen.event, left.event)};
  }
  collected_ += rows_between(run.seen, last);
  run.seen = later(run.seen, last);
}

void ShipAccount::settle(const Positions& positions, const Count& count) {
  positions_ = positions;
  settled_ = true;
  for (auto& run : runs_) {
    const auto known = positions.find(run.id);
    const auto begins = begun_[run.id];
    const auto position = known == positions.end() ? RunPosition{} : known->second;
    const auto moved = move(run, later(position.shipped, begins));
    settle_waiting(run, position, count, moved);
  }
}

/// What the database has of it besides was delivered, and what it lacks is to be shipped. `moved`:
/// rows that were taken for delivered just now.
void ShipAccount::settle_waiting(RunState& run, const RunPosition& position, const Count& count,
                                 std::uint64_t moved) {
  const auto before = waiting_rows(run);
  run.waiting.clear();
  for (const auto& [measurement, shipped] : position.waiting) {
    run.waiting[measurement] = {shipped, count(run.id, measurement, shipped, run.shipped.sample)};
  }
  const auto now = waiting_rows(run);
  counts_.delivered += before > now ? before - now : 0;
  const auto more = now > before ? now - before : 0;
  counts_.delivered -= std::min(more, moved);
  collected_ += more - std::min(more, moved);
}

/// To where the database is, be it further or less far than was thought. How many rows further.
std::uint64_t ShipAccount::move(RunState& run, const JournalPosition& to) {
  collected_ += rows_between(to, run.shipped);
  const auto seen = later(run.seen, to);
  collected_ += rows_between(run.seen, seen);
  run.seen = seen;
  const auto moved = rows_between(run.shipped, to);
  counts_.delivered += moved;
  run.shipped = to;
  return moved;
}

void ShipAccount::committed(const Batch& batch) {
  counts_ += batch.counts;
  auto* run = find(batch.run);
  if (run == nullptr) {
    return;
  }
  if (!batch.measurement.empty()) {
    caught_up(*run, batch);
  } else {
    positions_[batch.run].shipped = batch.to;
    run->shipped = batch.to;
    collected_ += rows_between(run->seen, batch.to);
    run->seen = later(run->seen, batch.to);
    for (const auto& [measurement, rows] : batch.waiting) {
      run->waiting.try_emplace(measurement, WaitingSamples{batch.from.sample, 0})
          .first->second.rows += rows;
    }
  }
}

/// Of what waited, what was not found at the end is gone.
void ShipAccount::caught_up(RunState& run, const Batch& batch) {
  auto& waiting = run.waiting[batch.measurement];
  waiting.shipped = batch.to.sample;
  const auto done = batch.counts.sum();
  collected_ += done > waiting.rows ? done - waiting.rows : 0;
  waiting.rows -= std::min(done, waiting.rows);
  if (batch.catches_up) {
    counts_.gone += waiting.rows;
    run.waiting.erase(batch.measurement);
  }
}

std::uint64_t ShipAccount::queued() const {
  std::uint64_t sum = 0;
  for (const auto& run : runs_) {
    sum += rows_between(run.shipped, run.seen) + waiting_rows(run);
  }
  return sum;
}

JournalPosition ShipAccount::done() const {
  JournalPosition done;
  bool all_samples = true;
  bool all_events = true;
  for (const auto& run : runs_) {
    if (run.quarantined) {
      continue;
    }
    done.sample = all_samples ? run.shipped.sample : done.sample;
    done.event = all_events ? run.shipped.event : done.event;
    all_samples = all_samples && run.shipped.sample >= run.seen.sample;
    all_events = all_events && run.shipped.event >= run.seen.event;
  }
  return settled_ ? done : JournalPosition{};
}

}  // namespace livetap::shipper
