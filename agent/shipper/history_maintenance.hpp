#pragma once

#include <optional>
#include <string>

#include "agent/shipper/database_clock.hpp"
#include "agent/shipper/history_options.hpp"
#include "agent/shipper/history_tables.hpp"
#include "agent/shipper/session.hpp"

namespace livetap::shipper {

/// Keeps a history in shape while there is nothing to ship: its minutes and hours, its days. A
/// table that fails does not keep it from the others. One thread.
class HistoryMaintenance {
 public:
  /// All of them outlive it.
  HistoryMaintenance(Session& session, const HistoryOptions& options, HistoryTables& tables,
                     const DatabaseClock& clock)
      : session_(session), options_(options), tables_(tables), clock_(clock) {}

  struct Result {
    bool more = false;               ///< there is more to do at once
    std::optional<Failure> failure;  ///< the first
  };

  /// Brings minutes and hours a step forward.
  Result make_rollups();
  /// Makes tomorrow's partitions, empties those of later days, and drops days that are older than
  /// the retention, which only an agent does whose clock agrees with the database's.
  Result keep_days();

 private:
  std::optional<Failure> make_rollups(const std::string& agent, const std::string& measurement,
                                      bool& more);
  std::optional<Failure> forget_rollups(const std::string& measurement);
  static bool goes_on(Result& result, std::optional<Failure> failure);
  bool note_used(Result& result);
  bool add_next_days(Result& result);
  bool empty_later_days(Result& result);
  bool drop_old_days(Result& result);
  sql::Day day_before(Milliseconds time) const;

  Session& session_;
  const HistoryOptions& options_;
  HistoryTables& tables_;
  const DatabaseClock& clock_;
};

}  // namespace livetap::shipper
