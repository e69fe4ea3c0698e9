#include "plugins/postgres/probe.hpp"

#include <algorithm>

#include "plugins/postgres/probe_gather.hpp"
#include "plugins/postgres/settings.hpp"
#include "plugins/postgres/shape.hpp"

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Of the time until the deadline this much is kept for cancelling and for handing over.
constexpr milliseconds most_reserve{200};
/// What the server's own figures may take; they come from memory.
constexpr milliseconds health_limit{250};

Time inner_deadline(Time deadline) {
  const Rhythm::Span left = deadline - steady_clock::now();
  return deadline - std::min(Rhythm::Span(most_reserve), left / 5);
}

}  // namespace

sdk::SettingList PostgresProbe::settings() {
  return setting_list();
}

PostgresProbe::PostgresProbe(const sdk::Settings& settings, sdk::Host& host)
    : health_(schema_), connection_(read_target(settings), host.cancel_fd()) {
  std::vector<Rhythm::Plan> plans;
  std::vector<Query> events;
  for (Query& query : read_queries(settings)) {
    if (!query.events.empty()) {
      events.push_back(std::move(query));
      continue;
    }
    plans.push_back({query.interval, query.timeout});
    runs_.push_back({query.measurement, {}, {}, {}});
    const auto measurement = schema_.add(schema_shape(query));
    queries_.push_back(std::make_unique<QueryReader>(std::move(query), measurement));
  }
  for (const Query& query : events) plans.push_back({query.interval, query.timeout});
  events_.emplace(schema_, host, std::move(events));
  rhythm_.emplace(std::move(plans));
}

void PostgresProbe::collect(sdk::Collect& call) {
  Gather gather{call, call.deadline(), inner_deadline(call.deadline())};
  const auto down = gather_all(gather);
  rhythm_->end(steady_clock::now());
  if (down && down->kind == LIVETAP_ERROR_CANCELLED) throw sdk::ProbeError::cancelled();
  if (down) report_down(gather, *down);
  if (call.due(health_.queries())) health_.close_queries(call, runs_);
  events_->close(call);
  if (down) throw to_error(*down, "");
}

std::vector<std::size_t> PostgresProbe::due_queries(const sdk::Collect& call) {
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < queries_.size(); ++i) {
    if (call.due(queries_[i]->measurement())) due.push_back(i);
  }
  for (std::size_t i : events_->due(call, steady_clock::now())) due.push_back(queries_.size() + i);
  return due;
}

const std::string& PostgresProbe::sql_of(std::size_t index) const {
  return is_events(index) ? events_->query(index - queries_.size()).sql
                          : queries_[index]->query().sql;
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

std::optional<Failure> PostgresProbe::gather_server(Gather& gather) {
  const auto limit = std::min(Rhythm::Span(health_limit), (gather.inner - steady_clock::now()) / 4);
  auto failure = run(gather, ServerHealth::sql(), {}, limit, limit, milliseconds(50), health_);
  if (failure && failure->lost) return failure;
  health_.close_server(gather.call, failure ? &*failure : nullptr);
  gather.server_closed = true;
  return {};
}

/// Says as data what the error says: no panel of `postgres` may stay as it was.
void PostgresProbe::report_down(Gather& gather, const Failure& failure) {
  if (!gather.server_closed && gather.call.due(health_.server())) {
    health_.close_server(gather.call, &failure);
  }
  for (ServerHealth::Run& run : runs_) run = {run.query, {}, {}, false};
  events_->source_is_gone(failure);
}

}  // namespace livetap::postgres
