#pragma once

#include <cstdint>

namespace livetap::journal {

/// Marks the file as a journal of Livetap: "Ltap".
inline constexpr std::int64_t application_id = 0x4C746170;
/// Of the tables below. A later version adds its steps and takes older files along.
inline constexpr std::int64_t schema_version = 1;

/// Times are milliseconds since 1970 in UTC. Ids rise and are never used again, not even after the
/// newest rows were deleted; together with the file's own random id they name a row for ever.
inline constexpr const char* schema_sql = R"(
create table identity (id text not null);
create table state (
  probe text not null,      -- empty: the agent itself
  key text not null,
  value blob not null,
  primary key (probe, key)
) without rowid;
create table event (
  id integer primary key autoincrement,
  taken integer not null,   -- when the agent took it
  time integer not null,    -- when it happened
  probe text not null,
  service text not null,
  type text not null,
  severity integer not null,  -- 1 debug, 2 info, 3 warning, 4 error
  message text not null,
  attributes text           -- a JSON object
);
create index event_time on event (time);
)";

}  // namespace livetap::journal
