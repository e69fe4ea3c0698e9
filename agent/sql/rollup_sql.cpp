#include "agent/sql/rollup_sql.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "agent/sql/columns.hpp"
#include "agent/sql/day.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"

namespace livetap::sql {

namespace {

/// How many rows of the measurement a row of a rollup is made of: the weight of its means.
constexpr const char* weight_column = "_rows";
/// What the function of a measurement without fields gives: how many rows.
constexpr const char* count_column = "events";
/// What steps are counted from.
constexpr const char* origin = "timestamptz '2000-01-01 00:00:00+00'";

const char* rollup_type(const Field& field) {
  return is_averaged(field) ? "double precision" : column_type(field.type);
}

std::string rollup_name(std::string_view schema, std::string_view measurement, const char* span) {
  return quoted_name(schema, fmt::format("{}_{}", measurement, span));
}

std::string quoted_tags(const Measurement& shape) {
  std::string tags;
  for (const auto& tag : shape.tags) {
    tags += ", " + quoted_name(tag);
  }
  return tags;
}

std::string quoted_fields(const Measurement& shape) {
  std::string fields;
  for (const auto& field : shape.fields) {
    fields += ", " + quoted_name(field.name);
  }
  return fields;
}

/// The last value that is one. The rows of a group come sorted by time, see sorted_rows, and so do
/// the elements: an `order by` in each aggregate would sort once a column.
std::string last_of(const std::string& column) {
  return fmt::format("(array_agg({0}) filter (where {0} is not null))[count({0})::int]", column);
}

/// One aggregate a field, each with a comma before it. `weighted`: of rows that are made of rows.
std::string aggregates(const Measurement& shape, bool weighted) {
  std::string list;
  for (const auto& field : shape.fields) {
    const auto column = quoted_name(field.name);
    if (!is_averaged(field)) {
      list += ", " + last_of(column);
    } else if (weighted) {
      list += fmt::format(", sum({0} * {1}) / sum({1}) filter (where {0} is not null)", column,
                          weight_column);
    } else {
      list += fmt::format(", avg({})::double precision", column);
    }
  }
  return list;
}

/// What the function gives of the rows of a step. `weighted`: as above.
std::string given(const Measurement& shape, bool weighted) {
  if (!shape.fields.empty()) {
    return aggregates(shape, weighted);
  }
  return weighted ? fmt::format(", sum({})::bigint", weight_column) : ", count(*)";
}

/// The rows of a table with the step that each belongs to, "_step", in the order of steps, series
/// and time. Sorting by bytes is several times as fast as by a language.
std::string sorted_rows(const Measurement& shape, const std::string& step,
                        const std::string& source, const std::string& where, bool weighted) {
  std::string series = R"(agent collate "C" as agent)";
  std::string order = "_step, 2";
  for (std::size_t i = 0; i < shape.tags.size(); ++i) {
    series += fmt::format(R"(, {0} collate "C" as {0})", quoted_name(shape.tags[i]));
    order += fmt::format(", {}", i + 3);
  }
  return fmt::format("(select {} as _step, {}{}{} from {} where {} order by {}, time) r", step,
                     series, weighted ? fmt::format(", {}", weight_column) : "",
                     quoted_fields(shape), source, where, order);
}

std::string group_by(const Measurement& shape) {
  std::string places = "1, 2";
  for (std::size_t i = 0; i < shape.tags.size(); ++i) {
    places += fmt::format(", {}", i + 3);
  }
  return places;
}

/// Parameters of the function; one that a column is called like goes without its name.
std::string parameters(const Measurement& shape) {
  std::string list;
  for (const auto& [name, type] :
       {std::pair("step", "interval"), {"since", "timestamptz"}, {"until", "timestamptz"}}) {
    const bool taken =
        std::count(shape.tags.begin(), shape.tags.end(), name) > 0 ||
        std::any_of(shape.fields.begin(), shape.fields.end(),
                    [name = name](const Field& field) { return field.name == name; });
    list +=
        fmt::format("{}{}{}", list.empty() ? "" : ", ", taken ? "" : quoted_name(name) + " ", type);
  }
  return list;
}

/// `step`: the step that was asked for, or the span of the rows if that is longer.
std::string by_query(const std::string& source, const Measurement& shape, const char* step,
                     bool weighted) {
  return fmt::format(
      "return query select _step, agent{}{} from {} group by {} order by 1;", quoted_tags(shape),
      given(shape, weighted),
      sorted_rows(shape, fmt::format("date_bin({}, time, {})", step, origin), source,
                  fmt::format("time >= date_bin({}, $2, {}) and time < $3", step, origin),
                  weighted),
      group_by(shape));
}

/// The rows of a rollup: as they are when no longer step is asked for, which is what most panels
/// do.
std::string by_rollup(std::string_view schema, const Measurement& shape, const char* span) {
  const auto table = rollup_name(schema, shape.name, span);
  const auto step = fmt::format("greatest($1, interval '1 {}')", span);
  return fmt::format(
      "if $1 <= interval '1 {0}' then return query select time, agent{1}{2} from {3} where time >= "
      "date_bin('1 {0}', $2, {4}) and time < $3 order by time; else {5} end if;",
      span, quoted_tags(shape),
      shape.fields.empty() ? fmt::format(", {}", weight_column) : quoted_fields(shape), table,
      origin, by_query(table, shape, step.c_str(), true));
}

std::string create_function(std::string_view schema, const Measurement& shape) {
  std::string columns = R"("time" timestamptz, "agent" text)";
  for (const auto& tag : shape.tags) {
    columns += fmt::format(", {} text", quoted_name(tag));
  }
  for (const auto& field : shape.fields) {
    columns += fmt::format(", {} {}", quoted_name(field.name), rollup_type(field));
  }
  if (shape.fields.empty()) {
    columns += fmt::format(", {} bigint", count_column);
  }
  return fmt::format(
      R"(create function {0}({1}) returns table ({2})
language plpgsql stable parallel safe set work_mem = '64MB' as $livetap$
#variable_conflict use_column
begin
  if $3 - $2 > interval '4 days' or
     ($1 >= interval '1 hour' and date_bin('1 hour', {6} + $1, {6}) = {6} + $1) then
    {3}
  elsif $3 - $2 > interval '6 hours' or $1 >= interval '1 minute' then
    {4}
  else
    {5}
  end if;
end $livetap$)",
      quoted_name(schema, shape.name + "_by"), parameters(shape), columns,
      by_rollup(schema, shape, "hour"), by_rollup(schema, shape, "minute"),
      by_query(quoted_name(schema, shape.name), shape, "$1", false), origin);
}

/// What one agent's rollups of one measurement are made from, and where.
struct Making {
  const Measurement& shape;
  std::string table;  // _rollup, and there
  std::string row;    // the row of agent and measurement
  std::string agent;
};

struct Span {
  const char* name;
  std::string source;
  const char* most;   // of it, in one go
  const char* until;  // the column that says how far the source is complete
  bool weighted;
};

/// The next of one span: what is there of it goes, and comes anew.
void make_span(std::vector<std::string>& statements, std::string_view schema, const Making& making,
               const Span& span) {
  const auto& shape = making.shape;
  const auto target = rollup_name(schema, shape.name, span.name);
  const auto binned = [&](const char* time) {
    return fmt::format("date_bin('1 {}', {}, {})", span.name, time, origin);
  };
  const auto from =
      fmt::format("(select {} from {} where {})", span.name, making.table, making.row);
  const auto range = fmt::format("agent = {0} and time >= {1} and time < {1} + interval '{2}'",
                                 making.agent, from, span.most);
  // Where an agent was away there is nothing to make, be it for a month.
  statements.push_back(fmt::format(
      "update {0} set {1} = greatest({1}, (select {2} from {3} where agent = {4} and time >= {5})) "
      "where {6}",
      making.table, span.name, binned("min(time)"), span.source, making.agent, from, making.row));
  statements.push_back(fmt::format("delete from {} where {}", target, range));
  statements.push_back(fmt::format(
      "insert into {} (time, agent{}, {}{}) select _step, agent{}, {}{} from {} group by {}",
      target, quoted_tags(shape), weight_column, quoted_fields(shape), quoted_tags(shape),
      span.weighted ? fmt::format("sum({})", weight_column) : "count(*)",
      aggregates(shape, span.weighted),
      sorted_rows(shape, binned("time"), span.source, range, span.weighted), group_by(shape)));
  // The newest one stays open: rows may still come for it.
  statements.push_back(
      fmt::format("update {0} set {1} = least({1} + interval '{2}', {3}) where {4}", making.table,
                  span.name, span.most, binned(span.until), making.row));
}

}  // namespace

Steps create_rollups(std::string_view schema, const Measurement& shape) {
  std::string columns = "time timestamptz not null, agent text not null";
  for (const auto& tag : shape.tags) {
    columns += fmt::format(", {} text", quoted_name(tag));
  }
  columns += fmt::format(", {} bigint not null", weight_column);
  for (const auto& field : shape.fields) {
    columns += fmt::format(", {} {}", quoted_name(field.name), rollup_type(field));
  }
  Steps steps;
  for (const auto* span : rollup_spans) {
    const auto table = fmt::format("{}_{}", shape.name, span);
    steps.push_back(
        {fmt::format("create table {0} ({1}); create index on {0} (time)",
                     quoted_name(schema, table), columns),
         fmt::format("is there a measurement {} as well? A prefix on its probe tells them apart",
                     table)});
    steps.push_back({let_read(schema, table), ""});
  }
  steps.push_back({create_function(schema, shape), ""});
  return steps;
}

Steps widen_rollups(std::string_view schema, const Measurement& shape,
                    const std::vector<Field>& added) {
  Steps steps;
  std::string columns;
  for (const auto& field : added) {
    columns += fmt::format("{}add column if not exists {} {}", columns.empty() ? "" : ", ",
                           quoted_name(field.name), rollup_type(field));
  }
  for (const auto* span : rollup_spans) {
    steps.push_back(
        {fmt::format("alter table {} {}", rollup_name(schema, shape.name, span), columns), ""});
  }
  steps.push_back({drop_function(schema, shape.name), ""});
  steps.push_back({create_function(schema, shape), ""});
  return steps;
}

std::string drop_function(std::string_view schema, std::string_view measurement) {
  return fmt::format("drop function if exists {}(interval, timestamptz, timestamptz)",
                     quoted_name(schema, std::string(measurement) + "_by"));
}

std::string note_rows(std::string_view schema, std::string_view agent, std::string_view measurement,
                      WallTime first, WallTime last) {
  return fmt::format(
      "insert into {0} as known (agent, measurement, minute, hour, newest) values ({1}, {2}, "
      "date_trunc('minute', '{3}'::timestamptz), date_trunc('hour', '{3}'::timestamptz), '{4}') "
      "on conflict (agent, measurement) do update set "
      "minute = least(known.minute, excluded.minute), hour = least(known.hour, excluded.hour), "
      "newest = greatest(known.newest, excluded.newest)",
      quoted_name(schema, rollup_table), quoted_text(agent), quoted_text(measurement),
      *time_text(first), *time_text(last));
}

std::string note_all_events(std::string_view schema) {
  return fmt::format(
      "insert into {} (agent, measurement, minute, hour, newest) select agent, {}, "
      "date_trunc('minute', min(time)), date_trunc('hour', min(time)), max(time) from {} group by "
      "agent on conflict (agent, measurement) do nothing",
      quoted_name(schema, rollup_table), quoted_text(event_table),
      quoted_name(schema, event_table));
}

std::string behind_query(std::string_view schema, std::string_view agent) {
  return fmt::format(
      "select measurement, minute + interval '1 hour' <= newest or "
      "hour + interval '1 day' <= newest from {} where agent = {} order by measurement",
      quoted_name(schema, rollup_table), quoted_text(agent));
}

std::vector<std::string> make_rollups(std::string_view schema, std::string_view agent,
                                      const Measurement& shape) {
  const Making making{
      shape, quoted_name(schema, rollup_table),
      fmt::format("agent = {} and measurement = {}", quoted_text(agent), quoted_text(shape.name)),
      quoted_text(agent)};
  std::vector<std::string> statements;
  make_span(statements, schema, making,
            {"minute", quoted_name(schema, shape.name), "1 hour", "newest", false});
  make_span(statements, schema, making,
            {"hour", rollup_name(schema, shape.name, "minute"), "1 day", "minute", true});
  return statements;
}

}  // namespace livetap::sql
