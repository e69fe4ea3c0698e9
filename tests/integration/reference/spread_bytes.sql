-- What the spread costs: the bytes of each measurement's tables, of its minutes and of its hours, and
-- those of the same rows without `_batches` and the lowest and highest values, which is what the
-- history kept before it had them. Of the rows themselves by one full day. Indexes count.
create function pg_temp.bytes(of_table text) returns bigint language sql as
  'select pg_total_relation_size(of_table::regclass)';

create function pg_temp.without_spread(of_measurement text, of_table text) returns bigint
language plpgsql as $$
declare
  columns text;
begin
  select string_agg(quote_ident(name), ', ' order by place) into columns
    from livetap._column where measurement = of_measurement and aggregate not in ('min', 'max');
  -- The minutes and hours always had a weight.
  execute format('create table livetap._plain as select time, agent, %s%s from livetap.%I',
                 case when of_table ~ '_(minute|hour)$' then '_batches, ' else '' end, columns,
                 of_table);
  create index on livetap._plain (time);
  return pg_total_relation_size('livetap._plain');
end $$;

create temp table spread_bytes (part text, measurement text, bytes float8, plain float8);

do $$
declare
  m text;
  day text := to_char(current_date - 2, '_YYYYMMDD');
  plain bigint;
  whole bigint;
begin
  for m in select distinct measurement from livetap._column loop
    plain := pg_temp.without_spread(m, '_' || m || day);
    drop table livetap._plain;
    select sum(pg_total_relation_size(inhrelid)) into whole
      from pg_inherits where inhparent = format('livetap.%I', m)::regclass;
    insert into spread_bytes values
      ('rows', m, whole, whole * plain / pg_temp.bytes(format('livetap.%I', '_' || m || day)));
    for span in 1..2 loop
      plain := pg_temp.without_spread(m, m || case span when 1 then '_minute' else '_hour' end);
      drop table livetap._plain;
      insert into spread_bytes values
        ('rollups', m,
         pg_temp.bytes(format('livetap.%I', m || case span when 1 then '_minute' else '_hour' end)),
         plain);
    end loop;
  end loop;
  insert into spread_bytes
    select 'events', 'event', sum(bytes), sum(bytes)
    from (select pg_total_relation_size(inhrelid) as bytes from pg_inherits
            where inhparent = 'livetap.event'::regclass
          union all select pg_temp.bytes('livetap.event_minute')
          union all select pg_temp.bytes('livetap.event_hour')) e;
end $$;
