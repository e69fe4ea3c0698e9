#include "agent/shipper/history_maintenance.hpp"

#include <spdlog/fmt/fmt.h>

#include <set>
#include <utility>

#include "agent/model/clocks.hpp"
#include "agent/shipper/statements.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"
#include "agent/sql/rollup_sql.hpp"
#include "agent/sql/table_sql.hpp"

namespace livetap::shipper {

/// The database's day so long ago.
sql::Day HistoryMaintenance::day_before(Milliseconds time) const {
  return sql::day_of(clock_.now(clocks().steady) - time);
}

/// Keeps the first failure. False: the session is closed.
bool HistoryMaintenance::goes_on(Result& result, std::optional<Failure> failure) {
  if (!failure) {
    return true;
  }
  const bool open = !failure->code.empty();
  if (!result.failure || !open) {
    result.failure = std::move(failure);
  }
  return open;
}

HistoryMaintenance::Result HistoryMaintenance::make_rollups() {
  Result result;
  const auto behind = session_.run(sql::behind_query(options_.schema, options_.agent));
  if (!behind) {
    result.failure = behind.error();
    return result;
  }
  for (const auto& row : *behind) {
    const auto measurement = row[1].value_or("");
    auto failure = about(make_rollups(row[0].value_or(""), measurement, result.more), measurement);
    if (failure && failure->is("42")) {
      tables_.forget(measurement);  // somebody changed it by hand: looked at anew the next time
    }
    if (!goes_on(result, std::move(failure))) {
      break;
    }
  }
  return result;
}

std::optional<Failure> HistoryMaintenance::make_rollups(const std::string& agent,
                                                        const std::string& measurement,
                                                        bool& more) {
  if (agent != options_.agent) {
    tables_.forget(measurement);  // it may have columns that we have never seen
  }
  const auto table = tables_.find(measurement);
  if (!table) {
    return table.error();
  }
  if (*table == nullptr) {
    return forget_rollups(measurement);
  }
  return in_transaction(session_, [&]() -> std::optional<Failure> {
    Outcome<Rows> made = Rows{};
    for (const auto& statement : sql::make_rollups(options_.schema, agent, **table)) {
      made = session_.run(statement);
      if (!made) {
        return made.error();
      }
    }
    more = more || is_true(*made, 0);
    return std::nullopt;
  });
}

/// Its table was dropped by hand: nothing is left to be made.
std::optional<Failure> HistoryMaintenance::forget_rollups(const std::string& measurement) {
  return run(session_, fmt::format("delete from {} where measurement = {}",
                                   sql::quoted_name(options_.schema, sql::rollup_table),
                                   sql::quoted_text(measurement)));
}

HistoryMaintenance::Result HistoryMaintenance::keep_days() {
  Result result;
  if (note_used(result) && add_next_days(result) && empty_later_days(result) && clock_.agrees()) {
    drop_old_days(result);
  }
  return result;
}

bool HistoryMaintenance::note_used(Result& result) {
  for (const auto& name : tables_.names()) {
    if (!goes_on(result, about(tables_.note_used_again(name), name))) {
      return false;
    }
  }
  return true;
}

bool HistoryMaintenance::add_next_days(Result& result) {
  const auto today = day_before(Milliseconds(0));
  std::set<sql::Day> days;
  for (auto day = today; day <= HistoryTables::last_day(today); day += std::chrono::days(1)) {
    days.insert(day);
  }
  for (const auto& name : tables_.names()) {
    auto failure = about(tables_.add_days(name, days, today), name);
    if (failure && failure->is("42")) {
      tables_.forget(name);
    }
    if (!goes_on(result, std::move(failure))) {
      return false;
    }
  }
  return true;
}

bool HistoryMaintenance::empty_later_days(Result& result) {
  const auto today = day_before(Milliseconds(0));
  const auto end = HistoryTables::last_day(today) + std::chrono::days(1);
  const auto tables = session_.run(sql::later_partitions_query(options_.schema));
  if (!tables) {
    return goes_on(result, tables.error());
  }
  for (const auto& row : *tables) {
    const auto name = row[0].value_or("");
    const auto rows = session_.run(sql::later_days_query(options_.schema, name, end));
    std::set<sql::Day> days;
    for (const auto& day : rows ? *rows : Rows{}) {
      days.insert(sql::Day(std::chrono::days(number(day[0]))));
    }
    auto failure = rows ? tables_.add_days(name, days, today) : std::optional(rows.error());
    if (!goes_on(result, about(std::move(failure), name))) {
      return false;
    }
  }
  return true;
}

bool HistoryMaintenance::drop_old_days(Result& result) {
  const auto& schema = options_.schema;
  const auto first = day_before(options_.retention);
  const auto old = session_.run(sql::old_partitions_query(schema, first));
  const auto measurements = old ? session_.run(sql::measurements_query(schema)) : old;
  if (!measurements) {
    return goes_on(result, measurements.error());
  }
  for (const auto& row : *old) {
    const auto step = sql::drop_partition(schema, row[0].value_or(""));
    if (!goes_on(result, run(session_, sql::Steps{step}))) {
      return false;
    }
  }
  tables_.forget_days_before(first);
  for (const auto& row : *measurements) {
    const auto name = row[0].value_or("");
    if (!goes_on(result, about(run(session_, sql::forget_rollups(schema, name, first)), name))) {
      return false;
    }
  }
  // A position outlives the rows of its run: those of the journal, and those of the history.
  const auto moved = day_before(options_.retention + options_.journal_age + std::chrono::hours(24));
  return goes_on(result, run(session_, sql::forget_agents(schema, options_.agent, first, moved)));
}

}  // namespace livetap::shipper
