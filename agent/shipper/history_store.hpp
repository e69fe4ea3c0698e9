#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/model/warning.hpp"
#include "agent/shipper/batch.hpp"
#include "agent/shipper/database_clock.hpp"
#include "agent/shipper/history_maintenance.hpp"
#include "agent/shipper/history_options.hpp"
#include "agent/shipper/history_tables.hpp"
#include "agent/shipper/session.hpp"
#include "agent/shipper/ship_account.hpp"
#include "agent/sql/step.hpp"

namespace livetap::shipper {

/// The history of one agent in PostgreSQL: makes what is missing, takes rows, each once, and says
/// what is odd.
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

  /// See HistoryMaintenance.
  HistoryMaintenance maintenance() { return {session_, options_, tables_, clock_}; }

  /// What is to be left out now.
  BatchRules rules() const;
  std::vector<Warning> warnings() const;

 private:
  struct Found {
    bool schema = false;
    bool tables = false;
    bool event_counts = false;
  };
  Outcome<Found> look();
  sql::Steps missing(const Found& found) const;
  std::optional<Failure> read_clock();
  Outcome<Positions> read_positions(const std::vector<std::string>& runs);

  Outcome<bool> try_ship(const Batch& batch);
  bool has_changed(const Batch& batch);
  std::optional<Failure> make_ready(const Batch& batch);
  std::optional<Failure> write(const Batch& batch, bool& taken);
  std::optional<Failure> write_table(const Batch::Table& table);
  std::optional<Failure> write_events(const Batch& batch);
  Outcome<bool> take_position(const Batch& batch);
  std::optional<Failure> note_waiting(const Batch& batch);

  Session& session_;
  const HistoryOptions options_;
  DatabaseClock clock_;
  HistoryTables tables_;
  std::vector<Warning> conflicts_;
};

}  // namespace livetap::shipper
