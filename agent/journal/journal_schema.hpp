#pragma once

#include <cstdint>

namespace livetap::journal {

/// Marks the file as a journal of Livetap: "Ltap".
inline constexpr std::int64_t application_id = 0x4C746170;
/// Of the tables below. A file of another version is not read: an older one is quarantined, a newer
/// one is left alone.
inline constexpr std::int64_t schema_version = 3;

/// Times are milliseconds since 1970 in UTC. Ids rise and are never used again, not even after the
/// newest rows were deleted; together with the file's own random id they name a row for ever.
///
/// A run is the time from one opening of the file by an agent to the next; its rows are those
/// behind the ids that it began at.
inline constexpr const char* tables = R"(
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
create table run (
  number integer primary key autoincrement,
  id text not null,         -- random: tells this file from an older copy of itself
  after_sample integer not null,
  after_event integer not null
);
create table shipped (      -- one row: what a shipper was heard to have in its database
  sample integer not null,
  event integer not null
);
insert into shipped values (0, 0);
create table shape (
  id integer primary key autoincrement,
  measurement text not null,
  shape text not null       -- a JSON object: sample.hpp
);
create table sample (
  id integer primary key autoincrement,
  taken integer not null,
  time integer not null,    -- of all its rows
  shape integer not null,
  row_count integer not null,
  rows blob not null        -- sample_blob.hpp
);
create index sample_time on sample (time);
create table batch (        -- one row: the newest batch that was written, by a random id; tells an
  id text not null          -- agent whether a commit that failed is on the disk after all
);
insert into batch values ('');
create table age_clock (    -- one row: what the time was by which rows grow old, age_clock.hpp
  time integer,             -- null: not known yet
  ahead integer not null,
  waited integer not null
);
insert into age_clock values (null, 0, 0);
create table running (      -- the first batch of a slot that has not ended; becomes a sample when
  measurement text primary key,  -- its agent does not live to write the whole slot
  agent text not null,      -- random: tells the agent that writes it from those before it
  taken integer not null,
  time integer not null,
  shape integer not null,
  row_count integer not null,
  rows blob not null
);
)";

}  // namespace livetap::journal
