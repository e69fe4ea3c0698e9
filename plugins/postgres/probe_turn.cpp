#include <algorithm>

#include "plugins/postgres/lock_holder.hpp"
#include "plugins/postgres/probe_gather.hpp"
#include "plugins/postgres/time_limit.hpp"

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds lock_search_limit{50};
/// Without this much time a new connection is left to the next gather.
constexpr milliseconds least_for_reconnect{50};

}  // namespace

std::optional<Failure> PostgresProbe::reconnect(Gather& gather) {
  gather.reconnected = true;
  return connect(gather);
}

/// Runs a statement; once more on a new connection when the old one turned out to be stale.
std::optional<Failure> PostgresProbe::run(Gather& gather, const std::string& sql,
                                          const Parameters& parameters, Rhythm::Span answer,
                                          Rhythm::Span lock, Rhythm::Span patience,
                                          RowReader& reader) {
  const Connection::Limits limits{whole_ms(answer), whole_ms(lock), patience, gather.deadline};
  auto failure = connection_.run(sql, parameters, limits, reader);
  const bool stale = failure && failure->kind == LIVETAP_ERROR_UNAVAILABLE && failure->lost &&
                     !gather.proven && !gather.reconnected;
  gather.proven = true;
  if (!stale) return failure;
  if (auto still = reconnect(gather)) return still;
  return connection_.run(sql, parameters, limits, reader);
}

std::optional<Failure> PostgresProbe::gather_query(Gather& gather, std::size_t index,
                                                   const std::vector<std::size_t>& waiting) {
  const Time begun = steady_clock::now();
  const Rhythm::Turn turn = rhythm_->turn(index, waiting, begun, gather.inner);
  std::optional<Failure> failure;
  if (turn.answer == Rhythm::Span(0)) {
    failure = no_time_left();
  } else {
    failure = run_query(gather, index, turn, waiting);
  }
  if (failure && failure->kind == LIVETAP_ERROR_CANCELLED) return failure;
  const Rhythm::Span took = steady_clock::now() - begun;
  const bool out_of_time = failure && failure->out_of_time;
  rhythm_->ran(index, took, out_of_time);
  if (failure && !failure->lost && out_of_time) {
    explain_limit(*failure, turn, took);
    if (failure->locked) explain_lock(gather, index, *failure);
  }
  // A lost connection is everybody's failure, unless this query froze it and a new one comes about.
  if (!failure || !failure->lost) {
    close_query(gather, index, failure, took);
    return {};
  }
  if (gather.reconnected || gather.inner - steady_clock::now() < least_for_reconnect) {
    return failure;
  }
  if (auto still = reconnect(gather)) return still;
  close_query(gather, index, failure, took);
  return {};
}

std::optional<Failure> PostgresProbe::run_query(Gather& gather, std::size_t index,
                                                const Rhythm::Turn& turn,
                                                const std::vector<std::size_t>& waiting) {
  if (is_events(index)) return run_events(gather, index, turn, waiting);
  QueryReader& reader = *queries_[index];
  reader.begin(gather.call);
  return run(gather, reader.query().sql, {}, turn.answer, turn.lock, turn.patience, reader);
}

/// An events query runs as many statements as its turn has time for.
std::optional<Failure> PostgresProbe::run_events(Gather& gather, std::size_t index,
                                                 const Rhythm::Turn& turn,
                                                 const std::vector<std::size_t>& waiting) {
  Events::Access access;
  access.end = steady_clock::now() + turn.answer;
  access.run = [&](const std::string& sql, const Parameters& parameters, RowReader& reader) {
    const Rhythm::Span left =
        std::max<Rhythm::Span>(access.end - steady_clock::now(), milliseconds(1));
    return run(gather, sql, parameters, left, std::min(turn.lock, left), turn.patience, reader);
  };
  access.server_time = [this] { return connection_.server_time(); };
  const auto events_waiting = std::count_if(waiting.begin(), waiting.end(),
                                            [this](std::size_t other) { return is_events(other); });
  return events_->gather(gather.call, index - queries_.size(),
                         static_cast<std::size_t>(events_waiting), access);
}

void PostgresProbe::explain_lock(Gather& gather, std::size_t index, Failure& failure) {
  if (gather.inner - steady_clock::now() < lock_search_limit) return;
  LockHolder holder(sql_of(index));
  if (!run(gather, LockHolder::query(), {}, lock_search_limit, lock_search_limit, milliseconds(20),
           holder)) {
    holder.explain(failure);
  }
}

void PostgresProbe::close_query(Gather& gather, std::size_t index,
                                const std::optional<Failure>& failure, Rhythm::Span took) {
  if (is_events(index)) {
    events_->ended(index - queries_.size(), failure, took);
    return;
  }
  const QueryReader& reader = *queries_[index];
  ServerHealth::Run& run = runs_[index];
  run.duration_ms = std::chrono::duration<double, std::milli>(took).count();
  run.up = !failure;
  if (failure) {
    run.rows.reset();
    gather.call.fail(reader.measurement(), to_error(*failure, reader.query().measurement));
  } else {
    run.rows = static_cast<std::int64_t>(reader.rows());
    gather.call.done(reader.measurement());
  }
}

}  // namespace livetap::postgres
