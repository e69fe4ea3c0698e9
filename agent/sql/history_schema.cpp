#include "agent/sql/history_schema.hpp"

#include <spdlog/fmt/fmt.h>

#include "agent/sql/quoting.hpp"

namespace livetap::sql {

namespace {

// Indexes begin with an underscore too: a measurement may be called event_time.
constexpr const char* own_tables = R"(
create table if not exists {0}."_position" (
  run text not null,            -- of a journal: a row's number and its run name it
  measurement text not null,    -- empty: all that have no row of their own
  agent text not null,          -- that shipped last
  sample bigint not null,       -- everything up to these is in the tables
  event bigint not null,
  updated timestamptz not null default now(),
  primary key (run, measurement)
);
create table if not exists {0}."_column" (
  measurement text not null,
  name text not null,
  field text not null,          -- whose values it has
  place integer not null,
  tag boolean not null,
  type text not null,           -- double, int, bool, text, time
  kind text not null,           -- gauge, counter, state, text
  aggregate text not null,      -- mean, min, max, last, all, any
  unit text not null,
  doc text not null,
  primary key (measurement, name)
);
create table if not exists {0}."_rollup" (
  agent text not null,
  measurement text not null,
  minute timestamptz not null,  -- minutes before it are made, and final
  hour timestamptz not null,
  newest timestamptz not null,  -- time of the newest row
  stale boolean not null,       -- rows have come that are in no minute or hour
  primary key (agent, measurement)
);
create table if not exists {0}."_agent" (
  agent text not null primary key,
  last_seen timestamptz not null  -- by the clock of this server
) with (fillfactor = 50);
create table if not exists {0}."event" (
  time timestamptz not null,
  agent text not null,
  probe text not null,
  service text not null,
  type text not null,
  severity text not null,       -- debug, info, warning, error
  message text not null,
  attributes jsonb
) partition by range (time);
create index if not exists "_event_time" on {0}."event" (time);
-- For the seldom ones, among millions of others.
create index if not exists "_event_type" on {0}."event" (type, service, time);
)";

}  // namespace

const Table& counted_events() {
  static const Table events = [] {
    Table table;
    table.measurement = event_table;
    for (const auto* tag : {"probe", "service", "type", "severity"}) {
      table.columns.push_back({tag, tag, true});
    }
    return table;
  }();
  return events;
}

std::string schema_query(std::string_view schema) {
  const auto exists = [&](const char* table) {
    return fmt::format("to_regclass({}) is not null", quoted_text(quoted_name(schema, table)));
  };
  std::string all;
  for (const auto* table : {position_table, column_table, rollup_table, agent_table, event_table}) {
    all += (all.empty() ? "" : " and ") + exists(table);
  }
  return fmt::format("select to_regnamespace({}) is not null, {}, {}",
                     quoted_text(quoted_name(schema)), all, exists("event_hour"));
}

Steps make_schema(std::string_view schema, bool schema_exists, std::string_view role,
                  std::string_view database) {
  Steps steps;
  if (!schema_exists) {
    steps.push_back({fmt::format("create schema {}", quoted_name(schema)),
                     fmt::format("CREATE SCHEMA {} AUTHORIZATION {}, or GRANT CREATE ON DATABASE "
                                 "{} TO {}; config/history.sql does all of it",
                                 schema, role, database, role)});
  }
  steps.push_back({fmt::format(own_tables, quoted_name(schema)),
                   fmt::format("GRANT USAGE, CREATE ON SCHEMA {} TO {}; tables that another role "
                               "made there: ALTER TABLE {}.… OWNER TO {}",
                               schema, role, schema, role)});
  for (const auto* table : {event_table, agent_table}) {
    steps.push_back({let_read(schema, table), ""});
  }
  return steps;
}

std::string let_read(std::string_view schema, std::string_view table) {
  return fmt::format(
      "do $livetap$ begin if exists (select from pg_roles where rolname = '{0}') then "
      "grant usage on schema {1} to {0}; grant select on {2} to {0}; end if; end $livetap$",
      reader_role, quoted_name(schema), quoted_name(schema, table));
}

std::string lock_shape(std::string_view schema) {
  return fmt::format("select pg_advisory_xact_lock(hashtextextended({}, 0))",
                     quoted_text("livetap shape " + std::string(schema)));
}

}  // namespace livetap::sql
