#include "agent/sql/table_sql.hpp"

#include <spdlog/fmt/fmt.h>

#include "agent/sql/columns.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"
#include "agent/sql/rollup_sql.hpp"

namespace livetap::sql {

namespace {

std::string owner_cure(std::string_view schema, std::string_view table) {
  return fmt::format("ALTER TABLE {}.{} OWNER TO the role that the agent logs in as", schema,
                     table);
}

std::string comment(const std::string& table, const Field& field) {
  const bool has_unit = !field.unit.empty() && field.unit != "none";
  return fmt::format(
      "; comment on column {}.{} is {}", table, quoted_name(field.name),
      quoted_text(has_unit ? fmt::format("{} ({})", field.doc, field.unit) : field.doc));
}

}  // namespace

Steps create_table(std::string_view schema, const Measurement& shape) {
  const auto table = quoted_name(schema, shape.name);
  std::string columns = "time timestamptz not null, agent text not null";
  std::string comments;
  for (const auto& tag : shape.tags) {
    columns += fmt::format(", {} text", quoted_name(tag));
  }
  for (const auto& field : shape.fields) {
    columns += fmt::format(", {} {}", quoted_name(field.name), column_type(field.type));
    comments += comment(table, field);
  }
  Steps steps;
  steps.push_back({fmt::format("create table {0} ({1}) partition by range (time); "
                               "create index on {0} (time){2}; comment on table {0} is {3}",
                               table, columns, comments, quoted_text(shape.doc)),
                   fmt::format("GRANT USAGE, CREATE ON SCHEMA {} TO the role that the agent logs "
                               "in as; a table {} that is there already: rename it",
                               schema, shape.name)});
  steps.push_back({note_columns(schema, shape), ""});
  steps.push_back({let_read(schema, shape.name), ""});
  for (auto& step : create_rollups(schema, shape)) {
    steps.push_back(std::move(step));
  }
  return steps;
}

Steps widen_table(std::string_view schema, const Measurement& shape,
                  const std::vector<Field>& added) {
  const auto table = quoted_name(schema, shape.name);
  std::string columns;
  std::string comments;
  for (const auto& field : added) {
    columns += fmt::format("{}add column if not exists {} {}", columns.empty() ? "" : ", ",
                           quoted_name(field.name), column_type(field.type));
    comments += comment(table, field);
  }
  Steps steps;
  steps.push_back({fmt::format("alter table {} {}{}", table, columns, comments),
                   owner_cure(schema, shape.name)});
  steps.push_back({note_columns(schema, shape), ""});
  for (auto& step : widen_rollups(schema, shape, added)) {
    steps.push_back(std::move(step));
  }
  return steps;
}

Steps set_table_aside(std::string_view schema, std::string_view measurement, WallTime now) {
  // In one block, for the new name depends on what is there. A partition's name grows by a stamp of
  // 12 digits: 63 bytes hold the longest measurement, its day and that.
  const auto minute = std::chrono::floor<std::chrono::minutes>(now - day_of(now));
  const std::chrono::hh_mm_ss clock(minute);
  const auto stamp = fmt::format("{}{:02}{:02}", day_stamp(day_of(now)), clock.hours().count(),
                                 clock.minutes().count());
  Steps steps;
  steps.push_back({drop_function(schema, measurement), owner_cure(schema, measurement)});
  steps.push_back(
      {fmt::format(
           R"(do $livetap$
declare
  aside text := {1} || '_until_{2}';
  part regclass;
begin
  if to_regclass(format('%I.%I', {0}, aside)) is not null then aside := {1} || '_until_{3}'; end if;
  for part in select inhrelid from pg_inherits where inhparent = format('%I.%I', {0}, {1})::regclass
  loop
    execute format('alter table %s rename to %I', part,
                   (select relname from pg_class where oid = part) || '_{3}');
  end loop;
  execute format('alter table %I.%I rename to %I', {0}, {1}, aside);
  execute format('alter table if exists %I.%I rename to %I', {0}, {1} || '_minute', aside || '_min');
  execute format('alter table if exists %I.%I rename to %I', {0}, {1} || '_hour', aside || '_hou');
end $livetap$)",
           quoted_text(schema), quoted_text(measurement), day_stamp(day_of(now)), stamp),
       owner_cure(schema, measurement)});
  steps.push_back({forget_columns(schema, measurement), ""});
  steps.push_back({fmt::format("delete from {} where measurement = {}",
                               quoted_name(schema, rollup_table), quoted_text(measurement)),
                   ""});
  return steps;
}

Steps add_partition(std::string_view schema, std::string_view table, Day day) {
  const auto name = fmt::format("_{}_{}", table, day_stamp(day));
  const auto parent = quoted_name(schema, table);
  const auto partition = quoted_name(schema, name);
  // Nothing to do when it is there and attached; one that was left lying about is attached.
  return {{fmt::format(R"(do $livetap$ begin
  if to_regclass({2}) is not null and
     exists (select from pg_inherits where inhrelid = to_regclass({2})) then return; end if;
  create table if not exists {1} (like {0} including defaults including indexes);
  alter table {0} attach partition {1} for values from ('{3}') to ('{4}');
end $livetap$)",
                       parent, partition, quoted_text(partition), *time_text(day),
                       *time_text(day + std::chrono::days(1))),
           owner_cure(schema, table)}};
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

Steps forget_before(std::string_view schema, std::string_view agent,
                    const std::vector<std::string>& measurements, Day first) {
  Steps steps;
  for (const auto& measurement : measurements) {
    for (const auto* span : rollup_spans) {
      steps.push_back({fmt::format("delete from {} where time < '{}' and agent = {}",
                                   quoted_name(schema, measurement + "_" + span), *time_text(first),
                                   quoted_text(agent)),
                       ""});
    }
  }
  steps.push_back(
      {fmt::format("delete from {} where updated < '{}' and agent = {}",
                   quoted_name(schema, position_table), *time_text(first), quoted_text(agent)),
       ""});
  return steps;
}

}  // namespace livetap::sql
