-- The trading database: the role that the agent and Grafana watch it with. It reads the six tables
-- of the platform and nothing else. Run as a superuser, in the trading database; safe to run again,
-- and it changes nothing but this role.
--
--   psql -d ytrader -f config/grafana_monitor.sql
--
-- The password comes from the variable grafana_monitor_password (\getenv, as in history.sql), and
-- stays as it is without one. To take all of it back:
--
--   drop owned by grafana_monitor; drop role grafana_monitor;
\set ON_ERROR_STOP on
begin;

select 'create role grafana_monitor'
  where not exists (select from pg_roles where rolname = 'grafana_monitor')
\gexec
alter role grafana_monitor login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role grafana_monitor set default_transaction_read_only = on;
\if :{?grafana_monitor_password}
alter role grafana_monitor password :'grafana_monitor_password';
\endif

-- What it had before goes, but for the right to connect.
revoke all on all tables in schema public from grafana_monitor;
revoke all on schema public from grafana_monitor;
select format('grant connect on database %I to grafana_monitor', current_database())
\gexec
grant usage on schema public to grafana_monitor;
grant select on trading_signals, orders, execution_events, model_versions, model_quality_metrics,
  subscriptions to grafana_monitor;

commit;
