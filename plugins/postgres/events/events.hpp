#pragma once
#include <livetap/probe.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "net/postgres/wait.hpp"
#include "plugins/postgres/events/event_budget.hpp"
#include "plugins/postgres/events/event_health.hpp"
#include "plugins/postgres/events/event_query.hpp"
#include "plugins/postgres/events/event_states.hpp"

namespace livetap::postgres {

using net::postgres::Time;

/// All events queries of a probe, numbered from 0: runs them, keeps their states, and measures
/// `postgres_events`. The events of a turn and the state that belongs to them are with the agent
/// before the turn ends, so whichever gather is closed next commits both.
class Events {
 public:
  /// Adds the measurement to the schema, when there is a query. The host must outlive it.
  Events(sdk::Schema& schema, const sdk::Host& host, std::vector<Query> queries);

  std::size_t size() const { return queries_.size(); }
  const Query& query(std::size_t index) const { return queries_[index]->query(); }

  /// The queries to run in this gather.
  std::vector<std::size_t> due(const sdk::Collect& call, Time now);

  /// What a turn runs its statements with.
  struct Access {
    std::function<std::optional<Failure>(const std::string& sql, const Parameters& parameters,
                                         RowReader& reader)>
        run;
    std::function<Moment()> server_time;
    Time end;  // no statement begins after it
  };
  /// Runs a query; `waiting` others come after it in this gather.
  std::optional<Failure> gather(sdk::Collect& call, std::size_t index, std::size_t waiting,
                                const Access& access);
  /// How a turn went, its failure explained.
  void ended(std::size_t index, const std::optional<Failure>& failure,
             std::chrono::nanoseconds took);
  /// No query can be run.
  void source_is_gone(const Failure& failure);

  /// Closes `postgres_events`, if it is due.
  void close(sdk::Collect& call) const;

 private:
  class Turn;

  std::vector<std::unique_ptr<EventQuery>> queries_;
  std::vector<EventHealth::Run> runs_;
  std::vector<std::optional<Time>> begun_;
  std::optional<EventHealth> health_;
  EventStates states_;
  EventBudget budget_;
};

}  // namespace livetap::postgres
