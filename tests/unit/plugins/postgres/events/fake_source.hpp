#pragma once
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugins/postgres/events/event_turn.hpp"

namespace livetap::test {

/// A table with an index, in memory: answers the queries of an events query as PostgreSQL would,
/// and takes its events. A row's columns are time, id, status.
class FakeSource : public postgres::EventTurn {
 public:
  using Moment = postgres::Moment;

  /// The query for it.
  static postgres::Query query();

  struct Row {
    std::optional<std::string> time;
    std::optional<std::string> id;
    std::string status;
  };
  void insert(Moment time, const std::string& id, const std::string& status = "");
  // They grow at the end, or become fewer.
  std::vector<Row> rows;

  struct Taken {
    std::string id;
    std::string status;
    Moment time;
    bool operator<(const Taken& other) const {
      return std::tie(id, status, time) < std::tie(other.id, other.status, other.time);
    }
  };
  /// Events and the number of times that they came.
  std::map<Taken, int> taken;
  /// Ids in the order of their events.
  std::vector<std::string> ids;
  bool each_came_once() const;

  // How it behaves.
  Moment clock = *postgres::read_moment("2026-11-25 12:00:00");
  std::size_t limit = 50;        // of the query
  std::size_t room = 1'000'000;  // for events, in this gather
  int statements_left = 1'000'000;
  std::optional<postgres::Failure> failure;  // of every statement
  bool descending = false;                   // the query forgot its order

  // What it saw.
  int statements = 0;
  std::size_t rows_read = 0;
  std::vector<std::string> warnings;

  std::optional<postgres::Failure> run(const std::string& sql,
                                       const postgres::Parameters& parameters,
                                       postgres::RowReader& reader) override;
  Moment now() const override { return clock; }
  bool emit(const postgres::RowEvent& event, Moment time) override;
  bool time_left() const override { return statements_left > 0; }
  void warn(const std::string& text) override { warnings.push_back(text); }

 private:
  // The order of an index: null last, infinity behind all moments.
  struct Place {
    bool infinite;
    Moment time;
    bool no_key;
    std::string key;
    auto operator<=>(const Place&) const = default;
  };
  const std::multimap<Place, std::size_t>& index() const;

  std::vector<Row> page(const postgres::Parameters& parameters) const;
  std::vector<Row> by_key(const std::string& keys) const;

  mutable std::multimap<Place, std::size_t> index_;  // places in rows
  mutable std::size_t indexed_ = 0;                  // rows that it knows
};

}  // namespace livetap::test
