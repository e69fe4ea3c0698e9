#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/shipper/session.hpp"
#include "agent/sql/columns.hpp"
#include "agent/sql/day.hpp"

namespace livetap::shipper {

/// The tables of a history as they were seen last: makes them, widens them, and gives them their
/// partitions. Each call is one transaction or several. One thread.
class HistoryTables {
 public:
  HistoryTables(Session& session, std::string schema)
      : session_(session), schema_(std::move(schema)) {}

  /// Nothing is known: after the session was opened, or when somebody changed a table.
  void forget_all();
  void forget(const std::string& measurement) { tables_.erase(measurement); }

  /// Makes or widens the table of a measurement, where it does not take its rows yet, and notes
  /// which columns we write.
  std::optional<Failure> make_ready(const Measurement& wanted);
  /// The column of each of its tags and fields, once it is ready.
  std::vector<std::string> columns_of(const Measurement& wanted) const;

  /// Reads the table again; whether it is another than it was when it was seen last.
  bool has_changed(const std::string& measurement);

  /// nullptr: there is none.
  Outcome<const sql::Table*> find(const std::string& measurement);
  /// Those that were seen, events first.
  std::vector<std::string> names() const;
  /// Notes once more which columns we write.
  std::optional<Failure> note_used_again(const std::string& measurement);

  /// Makes partitions for rows of these days; all that lie far ahead of `today` share one.
  std::optional<Failure> add_days(const std::string& table, const std::set<sql::Day>& days,
                                  sql::Day today);
  void forget_days_before(sql::Day first);
  /// The last day that has a partition of its own.
  static sql::Day last_day(sql::Day today);

 private:
  std::optional<Failure> change(const Measurement& wanted);
  std::optional<Failure> apply(const sql::TableChange& change);
  std::optional<Failure> note_used(const Measurement& wanted);
  std::optional<Failure> add_day(const std::string& table, sql::Day day);

  Session& session_;
  const std::string schema_;
  std::map<std::string, sql::Table> tables_;
  std::map<std::string, std::set<std::string>> used_;      // columns that we write
  std::set<std::pair<std::string, sql::Day>> partitions_;  // that are there
};

}  // namespace livetap::shipper
