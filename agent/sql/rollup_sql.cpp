#include "agent/sql/rollup_sql.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "agent/history/history_columns.hpp"
#include "agent/sql/day.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"

namespace livetap::sql {

namespace {

/// What the function of a measurement without fields gives: how many rows.
constexpr const char* count_column = "events";
/// What steps are counted from.
constexpr const char* origin = "timestamptz '2000-01-01 00:00:00+00'";
/// Rows dated later than this are not rolled up yet.
constexpr const char* latest = "now() + interval '1 day'";

/// A table that rows are read from, and what each of them weighs.
struct Source {
  std::string table;
  std::string weight;
};

Source rows_of(std::string_view schema, const Table& table) {
  const bool counts = table.measurement == event_table;
  return {quoted_name(schema, table.measurement), counts ? "1" : quoted_name(batches_column)};
}

Source rollup_of(std::string_view schema, const Table& table, const char* span) {
  return {quoted_name(schema, fmt::format("{}_{}", table.measurement, span)),
          quoted_name(batches_column)};
}

bool has_fields(const Table& table) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [](const Column& column) { return !column.tag; });
}

/// The columns, each with a comma before it.
template <class Text>
std::string list_of(const Table& table, bool tags, Text text) {
  std::string list;
  for (const auto& column : table.columns) {
    if (column.tag == tags) {
      list += ", " + text(column);
    }
  }
  return list;
}

std::string quoted_tags(const Table& table) {
  return list_of(table, true, [](const Column& column) { return quoted_name(column.name); });
}

std::string quoted_fields(const Table& table) {
  return list_of(table, false, [](const Column& column) { return quoted_name(column.name); });
}

/// The column of the mean that a lowest or highest value belongs to.
const Column* mean_of(const Table& table, const Column& spread) {
  const auto gauge = std::string_view(spread.field).substr(0, spread.field.size() - 4);
  const auto at = std::find_if(table.columns.begin(), table.columns.end(), [&](const auto& column) {
    return column.aggregate == Aggregate::mean && column.field == gauge;
  });
  return at == table.columns.end() ? nullptr : &*at;
}

const Column* spread_of(const Table& table, const Column& mean, Aggregate aggregate) {
  const auto at = std::find_if(table.columns.begin(), table.columns.end(), [&](const auto& column) {
    return column.aggregate == aggregate && mean_of(table, column) == &mean;
  });
  return at == table.columns.end() ? nullptr : &*at;
}

/// The lowest or highest value of a row, also where it equals the mean.
std::string whole(const Table& table, const Column& spread) {
  const auto* mean = mean_of(table, spread);
  return mean == nullptr
             ? quoted_name(spread.name)
             : fmt::format("coalesce({}, {})", quoted_name(spread.name), quoted_name(mean->name));
}

std::string spread(const Table& table, const Column& column) {
  return fmt::format("{}({})", column.aggregate == Aggregate::min ? "min" : "max",
                     whole(table, column));
}

/// Between the lowest and the highest, whatever rounding does: the mean of equal values is that
/// value.
std::string mean(const Table& table, const Column& column) {
  auto text = fmt::format("sum({0} * {1}) / sum({1}) filter (where {0} is not null)",
                          quoted_name(column.name), quoted_name(batches_column));
  if (const auto* lowest = spread_of(table, column, Aggregate::min)) {
    text = fmt::format("greatest({}, {})", text, spread(table, *lowest));
  }
  if (const auto* highest = spread_of(table, column, Aggregate::max)) {
    text = fmt::format("least({}, {})", text, spread(table, *highest));
  }
  return text;
}

/// The last value that is one. The rows of a group come sorted by time, see sorted_rows, and so do
/// the elements: an `order by` in each aggregate would sort once a column.
std::string last(const std::string& column) {
  return fmt::format("(array_agg({0}) filter (where {0} is not null))[count({0})::int]", column);
}

/// What a step gives of a column. `always`: a lowest or highest value also where it equals the
/// mean.
std::string aggregate(const Table& table, const Column& column, bool always) {
  const auto name = quoted_name(column.name);
  switch (column.aggregate) {
    case Aggregate::mean:
      return mean(table, column);
    case Aggregate::min:
    case Aggregate::max: {
      const auto* gauge = mean_of(table, column);
      return always || gauge == nullptr
                 ? spread(table, column)
                 : fmt::format("nullif({}, {})", spread(table, column), mean(table, *gauge));
    }
    case Aggregate::all:
      return fmt::format("bool_and({})", name);
    case Aggregate::any:
      return fmt::format("bool_or({})", name);
    case Aggregate::none:
    case Aggregate::last:
      break;
  }
  return last(name);
}

std::string aggregates(const Table& table, bool always) {
  return list_of(table, false,
                 [&](const Column& column) { return aggregate(table, column, always); });
}

std::string sum_of_weights() {
  return fmt::format("sum({})::bigint", quoted_name(batches_column));
}

/// The rows of a table with the step that each belongs to, "_step", and their weight, in the order
/// of steps, series and time. Sorting by bytes is several times as fast as by a language.
std::string sorted_rows(const Table& table, const std::string& step, const Source& source,
                        const std::string& where) {
  std::string order = "_step, 2";
  int place = 3;
  const auto tags = list_of(table, true, [&](const Column& column) {
    order += fmt::format(", {}", place++);
    return fmt::format(R"({0} collate "C" as {0})", quoted_name(column.name));
  });
  return fmt::format(
      R"((select {} as _step, agent collate "C" as agent{}, {} as {}{} from {} where {} order by {}, )"
      "time) r",
      step, tags, source.weight, quoted_name(batches_column), quoted_fields(table), source.table,
      where, order);
}

std::string group_by(const Table& table) {
  std::string places = "1, 2";
  int place = 3;
  list_of(table, true, [&](const Column&) {
    places += fmt::format(", {}", place++);
    return std::string();
  });
  return places;
}

/// Parameters of the function; one that a column is called like goes without its name.
std::string parameters(const Table& table) {
  std::string list;
  for (const auto& [name, type] :
       {std::pair("step", "interval"), {"since", "timestamptz"}, {"until", "timestamptz"}}) {
    const bool taken =
        std::any_of(table.columns.begin(), table.columns.end(),
                    [name = name](const Column& column) { return column.name == name; });
    list +=
        fmt::format("{}{}{}", list.empty() ? "" : ", ", taken ? "" : quoted_name(name) + " ", type);
  }
  return list;
}

/// `step`: the step that was asked for, or the span of the rows if that is longer.
std::string by_query(const Source& source, const Table& table, const char* step) {
  return fmt::format(
      "return query select _step, agent{}{} from {} group by {} order by 1;", quoted_tags(table),
      has_fields(table) ? aggregates(table, true) : ", " + sum_of_weights(),
      sorted_rows(table, fmt::format("date_bin({}, time, {})", step, origin), source,
                  fmt::format("time >= date_bin({}, $2, {}) and time < $3", step, origin)),
      group_by(table));
}

/// The rows of a rollup: as they are when no longer step is asked for, which is what most panels
/// do.
std::string by_rollup(std::string_view schema, const Table& table, const char* span) {
  const auto source = rollup_of(schema, table, span);
  const auto step = fmt::format("greatest($1, interval '1 {}')", span);
  const auto given = list_of(table, false, [&](const Column& column) {
    const bool is_spread = column.aggregate == Aggregate::min || column.aggregate == Aggregate::max;
    return is_spread ? whole(table, column) : quoted_name(column.name);
  });
  return fmt::format(
      "if $1 <= interval '1 {0}' then return query select time, agent{1}{2} from {3} where time >= "
      "date_bin('1 {0}', $2, {4}) and time < $3 order by time; else {5} end if;",
      span, quoted_tags(table), has_fields(table) ? given : ", " + quoted_name(batches_column),
      source.table, origin, by_query(source, table, step.c_str()));
}

std::string create_function(std::string_view schema, const Table& table) {
  const auto typed = [](const Column& column) {
    return fmt::format("{} {}", quoted_name(column.name), column_type(column.type));
  };
  auto columns = R"("time" timestamptz, "agent" text)" + list_of(table, true, typed) +
                 list_of(table, false, typed);
  if (!has_fields(table)) {
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
      quoted_name(schema, table.measurement + "_by"), parameters(table), columns,
      by_rollup(schema, table, "hour"), by_rollup(schema, table, "minute"),
      by_query(rows_of(schema, table), table, "$1"), origin);
}

std::string drop_function(std::string_view schema, std::string_view measurement) {
  return fmt::format("drop function if exists {}(interval, timestamptz, timestamptz)",
                     quoted_name(schema, std::string(measurement) + "_by"));
}

/// What one agent's rollups of one measurement are made from, and where.
struct Making {
  const Table& table;
  std::string rollups;  // _rollup, and there
  std::string row;      // the row of agent and measurement
  std::string agent;
};

struct Span {
  const char* name;
  Source source;
  const char* most;   // of it, in one go
  std::string until;  // how far the source is complete
};

/// The next of one span: what is there of it goes, and comes anew.
void make_span(std::vector<std::string>& statements, std::string_view schema, const Making& making,
               const Span& span) {
  const auto& table = making.table;
  const auto target = rollup_of(schema, table, span.name).table;
  const auto binned = [&](const std::string& time) {
    return fmt::format("date_bin('1 {}', {}, {})", span.name, time, origin);
  };
  const auto from =
      fmt::format("(select {} from {} where {})", span.name, making.rollups, making.row);
  const auto range = fmt::format("agent = {0} and time >= {1} and time < {1} + interval '{2}'",
                                 making.agent, from, span.most);
  // Where an agent was away there is nothing to make, be it for a month.
  statements.push_back(fmt::format(
      "update {0} set {1} = greatest({1}, least((select {2} from {3} where agent = {4} and time >= "
      "{5}), {6})) where {7}",
      making.rollups, span.name, binned("min(time)"), span.source.table, making.agent, from,
      binned(latest), making.row));
  statements.push_back(fmt::format("delete from {} where {}", target, range));
  statements.push_back(
      fmt::format("insert into {} (time, agent{}, {}{}) select _step, agent{}, {}{} from {} group "
                  "by {}",
                  target, quoted_tags(table), quoted_name(batches_column), quoted_fields(table),
                  quoted_tags(table), sum_of_weights(), aggregates(table, false),
                  sorted_rows(table, binned("time"), span.source, range), group_by(table)));
  // The newest one stays open: rows may still come for it.
  statements.push_back(
      fmt::format("update {0} set {1} = least({1} + interval '{2}', {3}) where {4}", making.rollups,
                  span.name, span.most, binned(span.until), making.row));
}

/// Whether more is to be made of a row of _rollup; rows dated too far ahead do not count.
std::string is_behind() {
  return fmt::format(
      "(minute < date_bin('1 minute', least(newest, {0}), {1}) or hour < date_bin('1 hour', "
      "minute, "
      "{1}))",
      latest, origin);
}

}  // namespace

Steps create_rollups(std::string_view schema, const Table& table) {
  const auto typed = [](const Column& column) {
    return fmt::format("{} {}", quoted_name(column.name), column_type(column.type));
  };
  const auto columns = fmt::format(
      "time timestamptz not null, agent text not null, {} bigint not "
      "null{}{}",
      quoted_name(batches_column), list_of(table, true, typed), list_of(table, false, typed));
  Steps steps;
  for (const auto* span : rollup_spans) {
    const auto name = fmt::format("{}_{}", table.measurement, span);
    steps.push_back({fmt::format("create table {0} ({1}); create index {2} on {0} (time)",
                                 quoted_name(schema, name), columns,
                                 quoted_name(fmt::format("_{}_time", name))),
                     fmt::format("another agent has a measurement {}, or it was made by hand: give "
                                 "one of the two a prefix, or rename the table",
                                 name)});
    steps.push_back({let_read(schema, name), ""});
  }
  steps.push_back({create_function(schema, table), ""});
  return steps;
}

Steps change_rollups(std::string_view schema, const Table& table, const std::string& clauses) {
  Steps steps;
  for (const auto* span : rollup_spans) {
    steps.push_back(
        {fmt::format("alter table {} {}", rollup_of(schema, table, span).table, clauses), ""});
  }
  steps.push_back({drop_function(schema, table.measurement), ""});
  steps.push_back({create_function(schema, table), ""});
  return steps;
}

std::string note_rows(std::string_view schema, std::string_view agent, std::string_view measurement,
                      WallTime first, WallTime last) {
  return fmt::format(
      "insert into {0} as known (agent, measurement, minute, hour, newest, stale) values ({1}, "
      "{2}, date_trunc('minute', '{3}'::timestamptz), date_trunc('hour', '{3}'::timestamptz), "
      "'{4}', true) on conflict (agent, measurement) do update set "
      "minute = least(known.minute, excluded.minute), hour = least(known.hour, excluded.hour), "
      "newest = greatest(known.newest, excluded.newest), stale = true",
      quoted_name(schema, rollup_table), quoted_text(agent), quoted_text(measurement),
      *time_text(first), *time_text(last));
}

std::string note_all_events(std::string_view schema) {
  return fmt::format(
      "insert into {} (agent, measurement, minute, hour, newest, stale) select agent, {}, "
      "date_trunc('minute', min(time)), date_trunc('hour', min(time)), max(time), true from {} "
      "group by agent on conflict (agent, measurement) do nothing",
      quoted_name(schema, rollup_table), quoted_text(event_table),
      quoted_name(schema, event_table));
}

std::string behind_query(std::string_view schema, std::string_view agent) {
  return fmt::format(
      "select agent, measurement from {} as known where stale and (agent = {} or not exists "
      "(select from {} as seen where seen.agent = known.agent and last_seen > now() - interval '2 "
      "minutes')) order by measurement, agent",
      quoted_name(schema, rollup_table), quoted_text(agent), quoted_name(schema, agent_table));
}

std::vector<std::string> make_rollups(std::string_view schema, std::string_view agent,
                                      const Table& table) {
  const Making making{table, quoted_name(schema, rollup_table),
                      fmt::format("agent = {} and measurement = {}", quoted_text(agent),
                                  quoted_text(table.measurement)),
                      quoted_text(agent)};
  std::vector<std::string> statements;
  make_span(statements, schema, making,
            {"minute", rows_of(schema, table), "1 hour", fmt::format("least(newest, {})", latest)});
  make_span(statements, schema, making,
            {"hour", rollup_of(schema, table, "minute"), "1 day", "minute"});
  // What lies too far ahead stays to be made.
  statements.push_back(
      fmt::format("update {0} set stale = newest > {1} or {2} where {3} returning {2}",
                  making.rollups, latest, is_behind(), making.row));
  return statements;
}

}  // namespace livetap::sql
