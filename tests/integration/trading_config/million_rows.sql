-- A platform after ten days: 1,000,000 signals, about as many orders, and their executions; the
-- newest of now. Indexes are made after the rows, which is faster. One transaction.
set synchronous_commit = off;
set maintenance_work_mem = '128MB';

create temp table dropped_indexes as
  select indexdef from pg_indexes
  where schemaname = 'public' and tablename in ('trading_signals', 'orders', 'execution_events')
    and indexname not like '%_pkey' and indexname not like '%_key';
do $$
declare
  name text;
begin
  for name in
    select indexname from pg_indexes
    where schemaname = 'public' and tablename in ('trading_signals', 'orders', 'execution_events')
      and indexname not like '%_pkey' and indexname not like '%_key'
  loop
    execute format('drop index %I', name);
  end loop;
end $$;

-- The id of a signal is made of its number, so that orders and executions find it.
insert into trading_signals (id, signal_id, strategy_id, asset, side, price, confidence, timestamp,
                             model_version, is_warmup, market_data_snapshot, trace_id, created_at)
select signal_id, signal_id, 'strategy-' || i % 3, 'ASSET' || i % 12,
       case when i % 9 < 5 then 'buy' else 'sell' end, 100 + i % 50,
       case when i % 33 > 0 then round((i % 1000) / 1000.0, 4) end, at,
       case when i % 20 > 0 then 'v1.' || i % 4 end, i % 20 = 0,
       '{"bid": 99.5, "ask": 100.5, "volume": 12345.678, "spread": 1.0}', 'trace-' || i, at
from (select i, lpad(to_hex(i), 32, '0')::uuid as signal_id,
             (now() at time zone 'utc') - (1000000 - i) * interval '864 ms' as at
      from generate_series(1, 1000000) i) s;

insert into orders (id, order_id, signal_id, asset, side, order_type, quantity, price, status,
                    filled_quantity, average_price, fees, created_at, updated_at, executed_at,
                    is_dry_run, rejection_reason)
select gen_random_uuid(), 'ord-' || i || '-' || n, lpad(to_hex(i), 32, '0')::uuid,
       'ASSET' || i % 12, case when i % 9 < 5 then 'Buy' else 'SELL' end,
       case when i % 3 > 0 then 'Market' else 'Limit' end, 2, 100 + i % 50, status,
       case status when 'filled' then 2 when 'partially_filled' then 0.5 else 0 end,
       case when status in ('filled', 'partially_filled') then 100.1 + i % 50 end,
       case when status in ('filled', 'partially_filled') then 0.12 end,
       at, at + interval '300 ms', case when status = 'filled' then at + interval '300 ms' end,
       status = 'dry_run', case when status = 'rejected' then 'insufficient balance' end
from (select i, n,
             (array['filled', 'filled', 'filled', 'filled', 'filled', 'filled', 'cancelled',
                    'rejected', 'partially_filled', 'dry_run'])[1 + (i + n) % 10] as status,
             (now() at time zone 'utc') - (1000000 - i) * interval '864 ms'
               + n * interval '80 ms' as at
      from generate_series(1, 1000000) i,
           generate_series(1, case when i % 5 = 0 then 0 when i % 7 = 0 then 3 else 1 end) n) o;
-- Some stay open for ever, as they do.
update orders set status = 'pending', filled_quantity = 0, average_price = null
where order_id in (select 'ord-' || i || '-1' from generate_series(1, 1000000, 333) i);

insert into execution_events (signal_id, strategy_id, asset, side, execution_price,
                              execution_quantity, execution_fees, executed_at, signal_price,
                              signal_timestamp, performance, created_at)
select lpad(to_hex(i), 32, '0')::uuid, 'strategy-' || i % 3, 'ASSET' || i % 12,
       case when i % 9 < 5 then 'buy' else 'sell' end, 100.1 + i % 50, 2, 0.12,
       at + interval '300 ms', 100 + i % 50, at,
       case i % 8 when 0 then '{}' when 1 then '{"realized_pnl": "n/a"}'
                  when 2 then '{"realized_pnl": null}'
                  else jsonb_build_object('realized_pnl', (i % 100 - 50) / 10.0) end,
       at + interval '310 ms'
from (select i, (now() at time zone 'utc') - (1000000 - i) * interval '864 ms' as at
      from generate_series(1, 1000000) i where i % 20 > 0) e;

insert into model_versions (version, file_path, model_type, strategy_id, trained_at,
                            training_duration_seconds, training_dataset_size, is_active)
select 'v1.' || i, '/models/' || i, 'xgboost', 'strategy-' || i % 3,
       (now() at time zone 'utc') - (1000 - i) * interval '15 minutes', 40 + i % 30, 10000 + i,
       i > 997
from generate_series(1, 1000) i;

insert into model_quality_metrics (model_version_id, metric_name, metric_value, metric_type,
                                   evaluated_at, evaluation_dataset_size)
select id, name, 0.5 + (n % 50) / 100.0, case when name = 'sharpe' then 'trading_performance'
                                               else 'classification' end,
       trained_at + n * interval '5 seconds', 1000
from model_versions, unnest(array['accuracy', 'f1', 'precision', 'recall', 'sharpe']) name,
     generate_series(1, 20) n;

insert into subscriptions (channel_type, symbol, topic, requesting_service, is_active,
                           last_event_at)
select 'trades', 'ASSET' || i, 'trades.ASSET' || i, service, i % 10 > 0,
       case when i % 7 > 0 then (now() at time zone 'utc') - i * interval '1 s' end
from generate_series(1, 60) i, unnest(array['model-service', 'feature-service']) service;

do $$
declare
  definition text;
begin
  for definition in select indexdef from dropped_indexes loop
    execute definition;
  end loop;
end $$;
