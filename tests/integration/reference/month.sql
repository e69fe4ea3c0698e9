-- Makes a month of what one run of the agent shipped: its newest row of every series again each
-- 10 s, numbers a little different each time, with 60 queues; a lowest and highest value in as many
-- rows as they had in an hour of the stand-in; and its events five times a second, those of the
-- platform in turn, with each seldom one each 7 hours. Ends now, in UTC.
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

-- In what part of its rows a gauge differed from its mean within the slot of 10 s: an hour of the
-- stand-in at two signals a second. A gauge that is not named here always did.
create temp table spread (measurement text, gauge text, part float8);
insert into spread values
  ('executions', 'count', 0.88), ('executions', 'fees', 0.88), ('executions', 'pnl_known', 0.84),
  ('executions', 'realized_pnl', 0.84), ('executions', 'slippage', 0.88),
  ('livetap', 'queued', 0.37), ('model_quality', 'value', 0.34), ('models', 'dataset_size', 0.03),
  ('models', 'training_s', 0.03), ('order_flow', 'delay_max_ms', 0.06),
  ('order_flow', 'rejects', 0.95), ('orders', 'count', 0.92), ('orders', 'delay_ms', 0.92),
  ('orders', 'dry_runs', 0.1), ('orders', 'fill_ratio', 0.16),
  ('postgres', 'connections_allowed', 0), ('postgres', 'connections_used', 0.22),
  ('postgres_events', 'followed', 0.25), ('postgres_events', 'per_minute', 0.76),
  ('postgres_query', 'rows', 0.01), ('probe', 'duration_ms', 0.9), ('probe', 'rows', 0.04),
  ('rabbitmq_node', 'alarms', 0), ('rabbitmq_node', 'disk_free', 0.92),
  ('rabbitmq_node', 'fds', 0.19), ('rabbitmq_queue', 'ack_rate', 0.77),
  ('rabbitmq_queue', 'consumers', 0), ('rabbitmq_queue', 'deliver_rate', 0.77),
  ('rabbitmq_queue', 'memory', 0.79), ('rabbitmq_queue', 'messages', 0),
  ('rabbitmq_queue', 'publish_rate', 0.76), ('rabbitmq_queue', 'ready', 0),
  ('rabbitmq_queue', 'taken_rate', 0.77), ('rabbitmq_queue', 'unacked', 0),
  ('service', 'active_subscriptions', 0.22), ('service', 'connect_ms', 0),
  ('service', 'dns_ms', 0), ('signals', 'buys', 0.97), ('signals', 'sells', 0.94),
  ('subscriptions', 'subscribers', 0.01), ('websocket', 'connect_ms', 0);

create function pg_temp.more_rows(of_measurement text) returns void language plpgsql as $$
declare
  keys text;
  columns text;
  given text;
begin
  select string_agg(quote_ident(name), ', ' order by place) filter (where tag),
         string_agg(quote_ident(name), ', ' order by place),
         string_agg(case when aggregate in ('min', 'max')
                      then format('case when random() < %s then r.%I * (%s + random()) end',
                                  coalesce(part, 1), left(name, -4),
                                  case aggregate when 'min' then -0.5 else 1.5 end)
                    when not tag and type in ('double', 'int')
                      then format('r.%I * (0.5 + random())', name)
                    when of_measurement = 'rabbitmq_queue' and name = 'queue'
                      then 'r.queue || n'
                    else format('r.%I', name) end, ', ' order by place)
    into keys, columns, given
    from livetap._column c
    left join spread s on s.measurement = c.measurement and s.gauge = left(c.name, -4)
    where c.measurement = of_measurement;
  keys := concat_ws(', ', 'agent', keys);
  execute format('create temp table newest on commit drop as select distinct on (%1$s) * '
                 'from livetap.%2$I order by %1$s, time desc', keys, of_measurement);
  execute format('insert into livetap.%I (time, agent, _batches, %s) '
                 'select t, r.agent, r._batches, %s from '
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

insert into livetap._rollup (agent, measurement, minute, hour, newest, stale)
  select agent, measurement, date_trunc('hour', now() - interval '30 days'),
         date_trunc('hour', now() - interval '30 days'), now(), true
  from (select distinct agent from livetap.event) a,
       (select measurement from measurements union select 'event') m
  on conflict (agent, measurement)
    do update set minute = excluded.minute, hour = excluded.hour, newest = excluded.newest,
                  stale = true;
analyze;
