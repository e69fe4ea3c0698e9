#include "agent/shipper/history_tables.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include "agent/shipper/statements.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/table_sql.hpp"

namespace livetap::shipper {

namespace {

/// Days from today on that have a partition of their own; what lies further ahead shares one.
constexpr std::chrono::days ahead{2};
/// Stands for the partition of later days among those that are there.
constexpr sql::Day later = sql::Day::max();
/// A table of whole numbers that become doubles is written anew, be it a month of rows.
constexpr Milliseconds rewrite_limit = std::chrono::minutes(10);

}  // namespace

sql::Day HistoryTables::last_day(sql::Day today) {
  return today + ahead;
}

void HistoryTables::forget_all() {
  tables_.clear();
  used_.clear();
  partitions_.clear();
}

std::optional<Failure> HistoryTables::make_ready(const Measurement& wanted) {
  const auto known = tables_.find(wanted.name);
  if (known == tables_.end() || sql::table_change(known->second, wanted).is_needed()) {
    if (auto failure = change(wanted)) {
      return failure;
    }
  }
  return note_used(wanted);
}

std::optional<Failure> HistoryTables::change(const Measurement& wanted) {
  sql::TableChange change;
  auto failure = in_transaction(session_, [&]() -> std::optional<Failure> {
    if (auto locked = run(session_, sql::lock_shape(schema_))) {
      return locked;
    }
    const auto rows = session_.run(sql::columns_query(schema_, wanted.name));
    if (!rows) {
      return rows.error();
    }
    change = sql::table_change(sql::table_of(wanted.name, *rows), wanted);
    return apply(change);
  });
  if (!failure) {
    std::erase_if(partitions_, [&](const auto& one) { return one.first == wanted.name; });
    tables_[wanted.name] = std::move(change.table);
  }
  return failure;
}

std::optional<Failure> HistoryTables::apply(const sql::TableChange& change) {
  if (change.is_new) {
    return run(session_, sql::create_table(schema_, change.table));
  }
  if (change.retyped.empty()) {
    return change.is_needed() ? run(session_, sql::change_table(schema_, change)) : std::nullopt;
  }
  spdlog::warn("{}.{}: {} becomes a double; the table is written anew, which may take minutes",
               schema_, change.table.measurement, change.retyped.front().name);
  if (auto failure =
          run(session_, fmt::format("set local statement_timeout = {}", rewrite_limit.count()))) {
    return failure;
  }
  return run(session_, sql::change_table(schema_, change), rewrite_limit);
}

/// Those that we have not written before.
std::optional<Failure> HistoryTables::note_used(const Measurement& wanted) {
  auto& used = used_[wanted.name];
  std::set<std::string> fresh;
  for (const auto& name : columns_of(wanted)) {
    if (!used.contains(name)) {
      fresh.insert(name);
    }
  }
  if (fresh.empty()) {
    return std::nullopt;
  }
  auto failure = run(session_, sql::note_used(schema_, wanted.name, fresh));
  if (!failure) {
    used.merge(fresh);
  }
  return failure;
}

std::optional<Failure> HistoryTables::note_used_again(const std::string& measurement) {
  const auto used = used_.find(measurement);
  return used == used_.end() || used->second.empty()
             ? std::nullopt
             : run(session_, sql::note_used(schema_, measurement, used->second));
}

std::vector<std::string> HistoryTables::columns_of(const Measurement& wanted) const {
  return sql::table_change(tables_.at(wanted.name), wanted).names;
}

bool HistoryTables::has_changed(const std::string& measurement) {
  const auto was = tables_.extract(measurement);
  const auto is = find(measurement);
  return !is || was.empty() || *is == nullptr || !(**is == was.mapped());
}

Outcome<const sql::Table*> HistoryTables::find(const std::string& measurement) {
  if (measurement == sql::event_table) {
    return &sql::counted_events();
  }
  const auto known = tables_.find(measurement);
  if (known != tables_.end()) {
    return &known->second;
  }
  const auto rows = session_.run(sql::columns_query(schema_, measurement));
  if (!rows) {
    return rows.error();
  }
  auto table = sql::table_of(measurement, *rows);
  return table ? &tables_.insert_or_assign(measurement, *std::move(table)).first->second : nullptr;
}

std::vector<std::string> HistoryTables::names() const {
  std::vector<std::string> names{sql::event_table};
  for (const auto& [name, table] : tables_) {
    names.push_back(name);
  }
  return names;
}

std::optional<Failure> HistoryTables::add_days(const std::string& table,
                                               const std::set<sql::Day>& days, sql::Day today) {
  for (const auto day : days) {
    if (auto failure = add_day(table, day > last_day(today) ? later : day)) {
      return failure;
    }
  }
  return std::nullopt;
}

std::optional<Failure> HistoryTables::add_day(const std::string& table, sql::Day day) {
  if (partitions_.contains({table, day})) {
    return std::nullopt;
  }
  auto failure = in_transaction(session_, [&]() -> std::optional<Failure> {
    if (auto locked = run(session_, sql::lock_shape(schema_))) {
      return locked;
    }
    return run(session_, day == later ? sql::add_later_partition(schema_, table)
                                      : sql::add_partition(schema_, table, day));
  });
  if (!failure) {
    partitions_.insert({table, day});
  }
  return failure;
}

void HistoryTables::forget_days_before(sql::Day first) {
  std::erase_if(partitions_, [&](const auto& one) { return one.second < first; });
}

}  // namespace livetap::shipper
