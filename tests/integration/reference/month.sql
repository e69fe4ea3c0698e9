-- Makes a month of what one run of the agent shipped: its newest row of every series again each
-- 10 s, numbers a little different each time, with 60 queues; and its events five times a second,
-- those of the platform in turn, with each seldom one each 7 hours. Ends now, in UTC.
set timezone = 'UTC';
set synchronous_commit = off;

create function pg_temp.add_days(measurement text) returns void language plpgsql as $$
declare
  day date;
begin
  for day in select generate_series(current_date - 30, current_date, '1 day') loop
    execute format('create table if not exists livetap.%I partition of livetap.%I '
                   'for values from (%L) to (%L)',
                   '_' || measurement || '_' || to_char(day, 'YYYYMMDD'), measurement, day, day + 1);
  end loop;
end $$;

create function pg_temp.more_rows(of_measurement text) returns void language plpgsql as $$
declare
  keys text;
  columns text;
  given text;
begin
  select string_agg(quote_ident(name), ', ' order by place) filter (where tag),
         string_agg(quote_ident(name), ', ' order by place),
         string_agg(case when not tag and type in ('double', 'int')
                      then format('r.%I * (0.5 + random())', name)
                    when of_measurement = 'rabbitmq_queue' and name = 'queue'
                      then 'r.queue || n'
                    else format('r.%I', name) end, ', ' order by place)
    into keys, columns, given
    from livetap._column where measurement = of_measurement;
  keys := concat_ws(', ', 'agent', keys);
  execute format('create temp table newest on commit drop as select distinct on (%1$s) * '
                 'from livetap.%2$I order by %1$s, time desc', keys, of_measurement);
  execute format('insert into livetap.%I (time, agent, %s) select t, r.agent, %s from '
                 'generate_series(now() - interval ''30 days'', now(), ''10 s'') t, newest r, '
                 'generate_series(1, %s) n', of_measurement, columns, given,
                 case of_measurement when 'rabbitmq_queue'
                   then 60 / (select count(distinct queue) from livetap.rabbitmq_queue) else 1 end);
  drop table newest;
end $$;

create temp table kinds as
  select distinct on (type, service, severity) *, type in ('signal', 'order', 'execution') as often
  from livetap.event;

select pg_temp.add_days('event');
insert into livetap.event
  select t, agent, probe, service, type, severity, message, attributes
  from generate_series(now() - interval '30 days', now(), '200 ms') with ordinality s(t, n)
  join (select *, row_number() over () as place, count(*) over () as places
        from kinds where often) k on k.place = n % k.places + 1;
insert into livetap.event
  select t, agent, probe, service, type, severity, message, attributes
  from generate_series(now() - interval '30 days', now(), '7 hours') t, kinds where not often;

create temp table measurements as select distinct measurement from livetap._column;
select pg_temp.add_days(measurement) from measurements;
select pg_temp.more_rows(measurement) from measurements;

insert into livetap._rollup (agent, measurement, minute, hour, newest)
  select agent, measurement, date_trunc('hour', now() - interval '30 days'),
         date_trunc('hour', now() - interval '30 days'), now()
  from (select distinct agent from livetap.event) a,
       (select measurement from measurements union select 'event') m
  on conflict (agent, measurement)
    do update set minute = excluded.minute, hour = excluded.hour, newest = excluded.newest;
analyze;
