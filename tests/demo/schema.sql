-- The reference trading platform's tables, and its read-only user. Run by psql as superuser in an
-- empty database, with a variable: grafana_monitor_password.
-- Every timestamp is in UTC, without time zone.

create table trading_signals (
  id uuid primary key default gen_random_uuid(),
  signal_id uuid not null unique,
  strategy_id varchar(100) not null,
  asset varchar(50) not null,
  side varchar(4) not null check (side in ('buy', 'sell')),
  price numeric(20,8) not null check (price > 0),
  confidence numeric(5,4) check (confidence between 0 and 1),
  timestamp timestamp not null,
  model_version varchar(50),
  is_warmup boolean not null default false,
  market_data_snapshot jsonb,
  metadata jsonb,
  trace_id varchar(100),
  created_at timestamp not null default (now() at time zone 'utc')
);
create index on trading_signals (timestamp desc);
create index on trading_signals (strategy_id);
create index on trading_signals (asset);
create index on trading_signals (strategy_id, timestamp desc);
create index on trading_signals (asset, timestamp desc);

create table orders (
  id uuid primary key default gen_random_uuid(),
  order_id varchar(100) not null unique,
  signal_id uuid not null,
  asset varchar(50) not null,
  side varchar(4) not null check (side in ('Buy', 'SELL')),
  order_type varchar(10) not null check (order_type in ('Market', 'Limit')),
  quantity numeric(20,8) not null,
  price numeric(20,8),
  status varchar(20) not null check (status in
    ('pending', 'partially_filled', 'filled', 'cancelled', 'rejected', 'dry_run')),
  filled_quantity numeric(20,8) not null default 0,
  average_price numeric(20,8),
  fees numeric(20,8),
  created_at timestamp not null default (now() at time zone 'utc'),
  updated_at timestamp not null default (now() at time zone 'utc'),
  executed_at timestamp,
  trace_id varchar(100),
  is_dry_run boolean not null default false,
  rejection_reason text
);
create index on orders (signal_id);
create index on orders (asset);
create index on orders (status);
create index on orders (created_at);

create table execution_events (
  id uuid primary key default gen_random_uuid(),
  signal_id uuid not null,
  strategy_id varchar(100) not null,
  asset varchar(50) not null,
  side varchar(4) not null check (side in ('buy', 'sell')),
  execution_price numeric(20,8) not null,
  execution_quantity numeric(20,8) not null,
  execution_fees numeric(20,8) not null,
  executed_at timestamp not null,
  signal_price numeric(20,8) not null,
  signal_timestamp timestamp not null,
  performance jsonb not null,
  created_at timestamp not null default (now() at time zone 'utc'),
  used_for_training boolean not null default false,
  training_id uuid
);
create index on execution_events (executed_at desc);
create index on execution_events (signal_id);
create index on execution_events (strategy_id);
create index on execution_events (strategy_id, executed_at desc);

create table model_versions (
  id uuid primary key default gen_random_uuid(),
  version varchar(50) not null unique,
  file_path varchar(500) not null,
  model_type varchar(50) not null,
  strategy_id varchar(100),
  trained_at timestamp not null,
  training_duration_seconds integer,
  training_dataset_size integer,
  training_config jsonb,
  is_active boolean not null default false,
  is_warmup_mode boolean not null default false,
  created_at timestamp not null default (now() at time zone 'utc'),
  updated_at timestamp not null default (now() at time zone 'utc')
);
create index on model_versions (trained_at desc);
create index on model_versions (strategy_id);
create unique index on model_versions (strategy_id) where is_active;

create table model_quality_metrics (
  id uuid primary key default gen_random_uuid(),
  model_version_id uuid not null,
  metric_name varchar(100) not null,
  metric_value numeric not null,
  metric_type varchar(50) not null check (metric_type in
    ('classification', 'regression', 'trading_performance')),
  evaluated_at timestamp not null,
  evaluation_dataset_size integer,
  metadata jsonb
);
create index on model_quality_metrics (evaluated_at desc);
create index on model_quality_metrics (model_version_id);
create index on model_quality_metrics (metric_name);

create table subscriptions (
  id uuid primary key default gen_random_uuid(),
  channel_type varchar(50) not null check (channel_type in
    ('trades', 'ticker', 'orderbook', 'order', 'balance', 'position', 'kline', 'liquidation',
     'funding')),
  symbol varchar(50),
  topic varchar(200) not null,
  requesting_service varchar(100) not null,
  is_active boolean not null default true,
  created_at timestamp not null default (now() at time zone 'utc'),
  updated_at timestamp not null default (now() at time zone 'utc'),
  last_event_at timestamp
);
create index on subscriptions (topic);
create index on subscriptions (is_active);
create index on subscriptions (requesting_service);

-- The only user that a watcher is given: it reads the six tables and nothing else.
create role grafana_monitor login password :'grafana_monitor_password';
alter role grafana_monitor set default_transaction_read_only = on;
grant usage on schema public to grafana_monitor;
grant select on trading_signals, orders, execution_events, model_versions, model_quality_metrics,
  subscriptions to grafana_monitor;
