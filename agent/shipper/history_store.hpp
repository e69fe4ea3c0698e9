#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/journal/journal_rows.hpp"
#include "agent/model/clocks.hpp"
#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"
#include "agent/shipper/batch.hpp"
#include "agent/shipper/database_clock.hpp"
#include "agent/shipper/session.hpp"
#include "agent/shipper/ship_account.hpp"
#include "agent/sql/columns.hpp"
#include "agent/sql/step.hpp"

namespace livetap::shipper {

struct HistoryOptions {
  std::string schema;
  std::string agent;
  Milliseconds retention{0};
  Milliseconds journal_age{0};  ///< how long the journal keeps rows
  std::function<Moment()> agent_clocks = clocks;
};

/// The history of one agent in PostgreSQL: makes its tables, takes rows, and keeps both in shape.
/// Every call is one transaction or several, and leaves none open. After a failure without a code
/// the session is closed; one that is about a single table names it. One thread.
class HistoryStore {
 public:
  HistoryStore(Session& session, HistoryOptions options);

  /// Makes what is missing in the database, and reads its clock; how far each of the runs is
  /// shipped. After every opening of the session.
  Outcome<Positions> begin(const std::vector<std::string>& runs);

  /// The same with a row on top, and all of it rolled back: whether shipping would work.
  std::optional<Failure> try_out();

  /// Everything of the batch and its position, or nothing. False: the position in the database is
  /// another than the batch's, or another shipper of this run is at work; begin() tells.
  Outcome<bool> ship(const Batch& batch);

  /// Writes that the agent lives, by the database's clock.
  std::optional<Failure> beat();

  /// Reads the database's clock, and which fields have several types.
  std::optional<Failure> look_around();

  /// What came of maintenance. A table that fails does not keep it from the others: the first
  /// failure is given at the end.
  struct Upkeep {
    bool more = false;  ///< there is more to do at once
    std::optional<Failure> failure;
  };
  /// Brings minutes and hours a step forward.
  Upkeep make_rollups();
  /// Makes tomorrow's partitions, empties those of later days, and drops days that are older than
  /// the retention, which only an agent does whose clock agrees with the database's.
  Upkeep keep_days();

  /// What is to be left out now.
  BatchRules rules() const;
  std::vector<Warning> warnings() const;
  const DatabaseClock& clock() const { return clock_; }

 private:
  using Work = std::function<std::optional<Failure>()>;

  struct Found {
    bool schema = false;
    bool tables = false;
    bool event_counts = false;
  };
  Outcome<Found> look();
  sql::Steps missing(const Found& found) const;
  std::optional<Failure> run(const sql::Steps& steps, Milliseconds limit = Milliseconds(0));
  std::optional<Failure> run(const std::string& statement);
  std::optional<Failure> in_transaction(const Work& work);
  std::optional<Failure> read_clock();
  Outcome<Positions> read_positions(const std::vector<std::string>& runs);

  Outcome<bool> try_ship(const Batch& batch);
  bool forget(const Batch& batch);
  std::optional<Failure> make_ready(const Batch& batch);
  std::optional<Failure> change_table(const Measurement& wanted);
  std::optional<Failure> apply(const sql::TableChange& change);
  std::optional<Failure> add_days(const std::string& table, const std::set<sql::Day>& days);
  std::optional<Failure> add_day(const std::string& table, sql::Day day);
  std::optional<Failure> write(const Batch& batch, bool& taken);
  std::optional<Failure> write_table(const Batch::Table& table);
  std::optional<Failure> write_events(const Batch& batch);
  Outcome<bool> take_position(const Batch& batch);
  std::optional<Failure> note_waiting(const Batch& batch);

  Outcome<const sql::Table*> table_of(const std::string& measurement);
  std::optional<Failure> make_rollups(const std::string& agent, const std::string& measurement,
                                      bool& more);
  bool goes_on(Upkeep& upkeep, std::optional<Failure> failure);
  bool add_next_days(Upkeep& upkeep);
  bool empty_later_days(Upkeep& upkeep);
  bool drop_old_days(Upkeep& upkeep);

  sql::Day today() const;
  sql::Day oldest() const;

  Session& session_;
  const HistoryOptions options_;
  DatabaseClock clock_;
  std::map<std::string, sql::Table> tables_;               // as they were seen
  std::set<std::pair<std::string, sql::Day>> partitions_;  // that are there
  std::vector<Warning> conflicts_;
};

}  // namespace livetap::shipper
