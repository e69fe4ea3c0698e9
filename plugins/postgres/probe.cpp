#include "plugins/postgres/probe.hpp"

#include <algorithm>

#include "plugins/postgres/lock_holder.hpp"
#include "plugins/postgres/settings.hpp"
#include "plugins/postgres/shape.hpp"
#include "plugins/postgres/time_limit.hpp"

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Of the time until the deadline this much is kept for cancelling and for handing over.
constexpr milliseconds most_reserve{200};
/// What the server's own figures may take; they come from memory.
constexpr milliseconds health_limit{250};
constexpr milliseconds lock_search_limit{50};
/// Without this much time a new connection is left to the next gather.
constexpr milliseconds least_for_reconnect{50};

Time inner_deadline(Time deadline) {
  const Rhythm::Span left = deadline - steady_clock::now();
  return deadline - std::min(Rhythm::Span(most_reserve), left / 5);
}

milliseconds whole_ms(Rhythm::Span span) {
  return std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(span));
}

sdk::ProbeError to_error(const Failure& failure, const std::string& query) {
  return {static_cast<sdk::ErrorKind>(failure.kind),
          query.empty() ? failure.message : query + ": " + failure.message, failure.hint};
}

}  // namespace

/// One call of collect.
struct PostgresProbe::Gather {
  sdk::Collect& call;
  Time deadline;             // of the call
  Time inner;                // of what a query may take
  bool proven = false;       // the connection has answered in this gather
  bool reconnected = false;  // it broke in this gather
  bool server_closed = false;
};

sdk::SettingList PostgresProbe::settings() {
  return setting_list();
}

PostgresProbe::PostgresProbe(const sdk::Settings& settings, sdk::Host& host)
    : health_(schema_), connection_(read_target(settings), host.cancel_fd()) {
  std::vector<Rhythm::Plan> plans;
  for (Query& query : read_queries(settings)) {
    if (!query.events.empty()) {
      host.info("events of type " + query.events + " are accepted but not read in this version");
      continue;
    }
    plans.push_back({query.interval, query.timeout});
    runs_.push_back({query.measurement, {}, {}, {}});
    const auto measurement = schema_.add(schema_shape(query));
    queries_.push_back(std::make_unique<QueryReader>(std::move(query), measurement));
  }
  rhythm_.emplace(std::move(plans));
}

void PostgresProbe::collect(sdk::Collect& call) {
  Gather gather{call, call.deadline(), inner_deadline(call.deadline())};
  const auto down = gather_all(gather);
  rhythm_->end(steady_clock::now());
  if (down && down->kind == LIVETAP_ERROR_CANCELLED) throw sdk::ProbeError::cancelled();
  if (down) report_down(gather, *down);
  if (call.due(health_.queries())) health_.close_queries(call, runs_);
  if (down) throw to_error(*down, "");
}

std::vector<std::size_t> PostgresProbe::due_queries(const sdk::Collect& call) const {
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < queries_.size(); ++i) {
    if (call.due(queries_[i]->measurement())) due.push_back(i);
  }
  return due;
}

/// Gathers what is due. A failure is one that spoils all that is not closed yet.
std::optional<Failure> PostgresProbe::gather_all(Gather& gather) {
  std::vector<std::size_t> waiting = rhythm_->begin(steady_clock::now(), due_queries(gather.call));
  if (!connection_.usable()) {
    if (auto failure = connect(gather)) return failure;
  }
  if (gather.call.due(health_.server())) {
    if (auto failure = gather_server(gather)) return failure;
  }
  while (!waiting.empty()) {
    const std::size_t query = waiting.front();
    waiting.erase(waiting.begin());
    if (auto failure = gather_query(gather, query, waiting)) return failure;
  }
  return {};
}

std::optional<Failure> PostgresProbe::connect(Gather& gather) {
  return connection_.open(gather.inner, whole_ms(gather.deadline - steady_clock::now()));
}

std::optional<Failure> PostgresProbe::reconnect(Gather& gather) {
  gather.reconnected = true;
  return connect(gather);
}

/// Runs a statement; once more on a new connection when the old one turned out to be stale.
std::optional<Failure> PostgresProbe::run(Gather& gather, const std::string& sql,
                                          Rhythm::Span answer, Rhythm::Span lock,
                                          Rhythm::Span patience, RowReader& reader) {
  const Connection::Limits limits{whole_ms(answer), whole_ms(lock), patience, gather.deadline};
  auto failure = connection_.run(sql, limits, reader);
  const bool stale = failure && failure->kind == LIVETAP_ERROR_UNAVAILABLE && failure->lost &&
                     !gather.proven && !gather.reconnected;
  gather.proven = true;
  if (!stale) return failure;
  if (auto still = reconnect(gather)) return still;
  return connection_.run(sql, limits, reader);
}

std::optional<Failure> PostgresProbe::gather_server(Gather& gather) {
  const auto limit = std::min(Rhythm::Span(health_limit), (gather.inner - steady_clock::now()) / 4);
  auto failure = run(gather, ServerHealth::sql(), limit, limit, milliseconds(50), health_);
  if (failure && failure->lost) return failure;
  health_.close_server(gather.call, failure ? &*failure : nullptr);
  gather.server_closed = true;
  return {};
}

std::optional<Failure> PostgresProbe::gather_query(Gather& gather, std::size_t index,
                                                   const std::vector<std::size_t>& waiting) {
  const Time begun = steady_clock::now();
  const Rhythm::Turn turn = rhythm_->turn(index, waiting, begun, gather.inner);
  std::optional<Failure> failure;
  if (turn.answer == Rhythm::Span(0)) {
    failure = no_time_left();
  } else {
    failure = run_query(gather, index, turn);
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
                                                const Rhythm::Turn& turn) {
  QueryReader& reader = *queries_[index];
  reader.begin(gather.call);
  return run(gather, reader.query().sql, turn.answer, turn.lock, turn.patience, reader);
}

void PostgresProbe::explain_lock(Gather& gather, std::size_t index, Failure& failure) {
  if (gather.inner - steady_clock::now() < lock_search_limit) return;
  LockHolder holder(queries_[index]->query().sql);
  if (!run(gather, LockHolder::query(), lock_search_limit, lock_search_limit, milliseconds(20),
           holder)) {
    holder.explain(failure);
  }
}

void PostgresProbe::close_query(Gather& gather, std::size_t index,
                                const std::optional<Failure>& failure, Rhythm::Span took) {
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

/// Says as data what the error says: no panel of `postgres` may stay as it was.
void PostgresProbe::report_down(Gather& gather, const Failure& failure) {
  if (!gather.server_closed && gather.call.due(health_.server())) {
    health_.close_server(gather.call, &failure);
  }
  for (ServerHealth::Run& run : runs_) run = {run.query, {}, {}, false};
}

}  // namespace livetap::postgres
