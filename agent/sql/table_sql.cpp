#include "agent/sql/table_sql.hpp"

#include <spdlog/fmt/fmt.h>

#include "agent/history/history_columns.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"
#include "agent/sql/rollup_sql.hpp"

namespace livetap::sql {

namespace {

std::string owner_cure(std::string_view schema, std::string_view table) {
  return fmt::format("ALTER TABLE {}.{} OWNER TO the role that the agent logs in as", schema,
                     table);
}

std::string definition(const Column& column) {
  return fmt::format("{} {}", quoted_name(column.name), column_type(column.type));
}

std::string comment(const std::string& table, const Column& column) {
  const bool has_unit = !column.unit.empty() && column.unit != "none";
  return fmt::format(
      "; comment on column {}.{} is {}", table, quoted_name(column.name),
      quoted_text(has_unit ? fmt::format("{} ({})", column.doc, column.unit) : column.doc));
}

std::string day_partition(std::string_view table, Day day) {
  return fmt::format("_{}_{}", table, day_stamp(day));
}

std::string later_partition(std::string_view table) {
  return fmt::format("_{}_later", table);
}

}  // namespace

Steps create_table(std::string_view schema, const Table& table) {
  const auto name = quoted_name(schema, table.measurement);
  auto columns =
      fmt::format("time timestamptz not null, agent text not null, {} integer not null default 1",
                  quoted_name(batches_column));
  std::string comments;
  for (const auto& column : table.columns) {
    columns += ", " + definition(column);
    comments += column.tag ? "" : comment(name, column);
  }
  Steps steps;
  steps.push_back(
      {fmt::format("create table {0} ({1}) partition by range (time); "
                   "create index {2} on {0} (time){3}; comment on table {0} is {4}",
                   name, columns, quoted_name(fmt::format("_{}_time", table.measurement)), comments,
                   quoted_text(table.doc)),
       fmt::format("GRANT USAGE, CREATE ON SCHEMA {} TO the role that the agent logs "
                   "in as; a table {} that is there already: rename it",
                   schema, table.measurement)});
  steps.push_back({note_columns(schema, table), ""});
  steps.push_back({let_read(schema, table.measurement), ""});
  for (auto& step : create_rollups(schema, table)) {
    steps.push_back(std::move(step));
  }
  return steps;
}

Steps change_table(std::string_view schema, const TableChange& change) {
  const auto& table = change.table;
  const auto name = quoted_name(schema, table.measurement);
  std::string clauses;
  std::string comments;
  for (const auto& column : change.added) {
    clauses += fmt::format("{}add column if not exists {}", clauses.empty() ? "" : ", ",
                           definition(column));
    comments += column.tag ? "" : comment(name, column);
  }
  for (const auto& column : change.retyped) {
    clauses += fmt::format("{}alter column {} type {}", clauses.empty() ? "" : ", ",
                           quoted_name(column.name), column_type(column.type));
  }
  Steps steps;
  steps.push_back({fmt::format("alter table {} {}{}", name, clauses, comments),
                   owner_cure(schema, table.measurement)});
  steps.push_back({note_columns(schema, table), ""});
  for (auto& step : change_rollups(schema, table, clauses)) {
    steps.push_back(std::move(step));
  }
  return steps;
}

Steps add_partition(std::string_view schema, std::string_view table, Day day) {
  const auto parent = quoted_name(schema, table);
  const auto partition = quoted_name(schema, day_partition(table, day));
  const auto later = quoted_name(schema, later_partition(table));
  // Nothing to do when it is there and attached; one that was left lying about is attached.
  return {{fmt::format(R"(do $livetap$ begin
  if to_regclass({2}) is not null and
     exists (select from pg_inherits where inhrelid = to_regclass({2})) then return; end if;
  create table if not exists {1} (like {0} including defaults including indexes);
  if to_regclass({6}) is not null then
    with moved as (delete from {5} where time >= '{3}' and time < '{4}' returning *)
    insert into {1} select * from moved;
  end if;
  alter table {0} attach partition {1} for values from ('{3}') to ('{4}');
end $livetap$)",
                       parent, partition, quoted_text(partition), *time_text(day),
                       *time_text(day + std::chrono::days(1)), later, quoted_text(later)),
           owner_cure(schema, table)}};
}

Steps add_later_partition(std::string_view schema, std::string_view table) {
  const auto later = quoted_name(schema, later_partition(table));
  return {{fmt::format("do $livetap$ begin if to_regclass({1}) is null then "
                       "create table {2} partition of {0} default; end if; end $livetap$",
                       quoted_name(schema, table), quoted_text(later), later),
           owner_cure(schema, table)}};
}

std::string later_partitions_query(std::string_view schema) {
  return fmt::format(
      "select parent.relname from pg_inherits "
      "join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent "
      "where child.relnamespace = to_regnamespace({}) and parent.relkind = 'p' and "
      "pg_get_expr(child.relpartbound, child.oid) = 'DEFAULT' order by 1",
      quoted_text(quoted_name(schema)));
}

std::string later_days_query(std::string_view schema, std::string_view table, Day end) {
  return fmt::format(
      "select distinct extract(epoch from date_trunc('day', time))::bigint / 86400 from {} "
      "where time < '{}' order by 1",
      quoted_name(schema, later_partition(table)), *time_text(end));
}

std::string old_partitions_query(std::string_view schema, Day first) {
  return fmt::format(
      "select child.relname from pg_inherits "
      "join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent "
      "where child.relnamespace = to_regnamespace({}) and parent.relkind = 'p' and "
      "substring(pg_get_expr(child.relpartbound, child.oid) from 'TO \\(''([^'']+)''\\)')"
      "::timestamptz <= '{}' order by 1",
      quoted_text(quoted_name(schema)), *time_text(first));
}

Step drop_partition(std::string_view schema, std::string_view partition) {
  return {fmt::format("drop table if exists {}", quoted_name(schema, partition)),
          owner_cure(schema, partition)};
}

std::string measurements_query(std::string_view schema) {
  return fmt::format(
      "select {} union all (select distinct measurement from {} where to_regclass(format('%I.%I', "
      "{}, measurement)) is not null order by 1)",
      quoted_text(event_table), quoted_name(schema, column_table), quoted_text(schema));
}

Steps forget_rollups(std::string_view schema, std::string_view measurement, Day first) {
  Steps steps;
  for (const auto* span : rollup_spans) {
    steps.push_back({fmt::format("delete from {} where time < '{}'",
                                 quoted_name(schema, fmt::format("{}_{}", measurement, span)),
                                 *time_text(first)),
                     owner_cure(schema, fmt::format("{}_{}", measurement, span))});
  }
  return steps;
}

Steps forget_agents(std::string_view schema, std::string_view agent, Day first, Day moved) {
  return {{fmt::format("delete from {} where last_seen < '{}'", quoted_name(schema, agent_table),
                       *time_text(first)),
           ""},
          {fmt::format("delete from {} where newest < '{}'", quoted_name(schema, rollup_table),
                       *time_text(first)),
           ""},
          {fmt::format("delete from {} where updated < '{}' and agent = {}",
                       quoted_name(schema, position_table), *time_text(moved), quoted_text(agent)),
           ""}};
}

}  // namespace livetap::sql
