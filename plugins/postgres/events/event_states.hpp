#pragma once
#include <livetap/probe.hpp>

#include <memory>
#include <vector>

#include "plugins/postgres/events/event_query.hpp"

namespace livetap::postgres {

/// Keeps the states of all events queries in what the agent keeps for the probe, 64 KiB together.
/// Whoever needs less leaves the rest to the others.
class EventStates {
 public:
  explicit EventStates(const sdk::Host& host) : host_(host) {}

  /// Adds a query, and gives it the state of an earlier process, if there is one.
  void add(EventQuery& query);

  /// Hands a changed state to the agent. To be called before any gather is closed that could take
  /// the query's events along.
  void save(std::size_t query);

 private:
  struct Entry {
    EventQuery* query;
    std::size_t bytes = 0;  // of its state, as the agent has it
  };

  std::size_t limit_of(std::size_t query) const;

  const sdk::Host& host_;
  std::vector<Entry> entries_;
};

}  // namespace livetap::postgres
