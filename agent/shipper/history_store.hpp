#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "agent/journal/journal_rows.hpp"
#include "agent/model/time.hpp"
#include "agent/shipper/batch.hpp"
#include "agent/shipper/session.hpp"
#include "agent/sql/step.hpp"

namespace livetap::shipper {

using Positions = std::map<std::string, journal::JournalPosition>;  // by the run of the journal

/// The history of one agent in PostgreSQL: makes its tables, takes rows, and keeps both in shape.
/// Every call is one transaction or several, and leaves none open. After a failure without a code
/// the session is closed. One thread.
class HistoryStore {
 public:
  HistoryStore(Session& session, std::string schema, std::string agent, Milliseconds retention);

  /// Makes what is missing in the database; how far each run of this agent is shipped. After every
  /// opening of the session.
  Outcome<Positions> begin();

  /// The same with a row on top, and all of it rolled back: whether shipping would work.
  std::optional<Failure> try_out();

  /// Everything of the batch and its position, or nothing. False: the position in the database is
  /// another than the batch's, or another shipper of this agent is at work; begin() tells.
  Outcome<bool> ship(const Batch& batch);

  /// Brings minutes and hours a step forward. True: there is more to do at once.
  Outcome<bool> make_rollups();

  /// Drops days that are older than the retention, and tomorrow's partitions are made.
  std::optional<Failure> keep_days(WallTime now);

  /// The first day that is kept.
  sql::Day oldest(WallTime now) const;

 private:
  struct Found {
    bool schema = false;
    bool tables = false;
    bool event_counts = false;
  };
  Outcome<Found> look();
  sql::Steps missing(const Found& found) const;
  std::optional<Failure> run(const sql::Steps& steps);
  std::optional<Failure> run(const std::string& statement);
  template <class Work>
  std::optional<Failure> in_transaction(Work work);
  std::optional<Failure> make_ready(const Batch& batch);
  std::optional<Failure> change_table(const Measurement& wanted);
  std::optional<Failure> add_days(const std::string& table, const std::set<sql::Day>& days);
  std::optional<Failure> write(const Batch& batch, bool& taken);
  Outcome<bool> take_position(const Batch& batch);
  Outcome<const Measurement*> shape_of(const std::string& measurement);

  Session& session_;
  const std::string schema_;
  const std::string agent_;
  const Milliseconds retention_;
  std::map<std::string, Measurement> shapes_;              // of the tables, as they were seen
  std::set<std::pair<std::string, sql::Day>> partitions_;  // that are there
};

}  // namespace livetap::shipper
