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

}  // namespace

ShipAccount::ShipAccount(std::vector<RunState> runs, std::uint64_t collected,
                         const RowCounts& counts)
    : runs_(std::move(runs)), collected_(collected), counts_(counts) {}

RunState* ShipAccount::find(const std::string& id) {
  const auto at =
      std::find_if(runs_.begin(), runs_.end(), [&](const RunState& run) { return run.id == id; });
  return at == runs_.end() ? nullptr : &*at;
}

void ShipAccount::see(const std::vector<journal::JournalRun>& runs) {
  std::vector<RunState> states;
  begun_.clear();
  const bool none_known = runs_.empty();
  for (const auto& run : runs) {
    begun_[run.id] = {run.after_sample, run.after_event};
    if (auto* known = find(run.id)) {
      see(*known, {run.last_sample, run.last_event});
      states.push_back(*known);
      std::erase_if(runs_, [&](const RunState& state) { return state.id == run.id; });
    } else {
      const bool is_older = none_known || !runs_.empty();
      states.push_back(begin(run, is_older));
      see(states.back(), {run.last_sample, run.last_event});
    }
  }
  // The journal was lost, or is an older copy of itself: what was not shipped of it never will be.
  for (const auto& run : runs_) {
    counts_.gone += rows_between(run.shipped, run.seen);
  }
  runs_ = std::move(states);
}

RunState ShipAccount::begin(const journal::JournalRun& run, bool is_older) const {
  const JournalPosition before{run.after_sample, run.after_event};
  if (settled_) {
    const auto known = positions_.find(run.id);
    const auto at = known == positions_.end() ? before : later(known->second, before);
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

void ShipAccount::settle(const Positions& positions) {
  positions_ = positions;
  settled_ = true;
  for (auto& run : runs_) {
    const auto known = positions.find(run.id);
    const auto begins = begun_[run.id];
    move(run, known == positions.end() ? begins : later(known->second, begins));
  }
}

/// To where the database is, be it further or less far than was thought.
void ShipAccount::move(RunState& run, const JournalPosition& to) {
  collected_ += rows_between(to, run.shipped);
  const auto seen = later(run.seen, to);
  collected_ += rows_between(run.seen, seen);
  run.seen = seen;
  counts_.delivered += rows_between(run.shipped, to);
  run.shipped = to;
}

void ShipAccount::committed(const Batch& batch) {
  positions_[batch.run] = batch.to;
  counts_ += batch.counts;
  if (auto* run = find(batch.run)) {
    run->shipped = batch.to;
    collected_ += rows_between(run->seen, batch.to);
    run->seen = later(run->seen, batch.to);
  }
}

const RunState* ShipAccount::next() const {
  const auto at =
      std::find_if(runs_.begin(), runs_.end(), [](const RunState& run) { return !run.finished(); });
  return at == runs_.end() ? nullptr : &*at;
}

std::uint64_t ShipAccount::queued() const {
  std::uint64_t sum = 0;
  for (const auto& run : runs_) {
    sum += rows_between(run.shipped, run.seen);
  }
  return sum;
}

JournalPosition ShipAccount::done() const {
  JournalPosition done;
  bool all_samples = true;
  bool all_events = true;
  for (const auto& run : runs_) {
    done.sample = all_samples ? run.shipped.sample : done.sample;
    done.event = all_events ? run.shipped.event : done.event;
    all_samples = all_samples && run.shipped.sample >= run.seen.sample;
    all_events = all_events && run.shipped.event >= run.seen.event;
  }
  return settled_ ? done : JournalPosition{};
}

}  // namespace livetap::shipper
