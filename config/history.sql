-- The history database: a role that the agent writes with, one that Grafana reads with, and the
-- schema. Run as a superuser, in the database of the history; safe to run again, and to run before
-- or after the agent has made its tables.
--
--   createdb livetap
--   psql -d livetap -f config/history.sql
--
-- Passwords come from variables, and stay as they are where there is none:
--
--   \getenv livetap_password LIVETAP_HISTORY_PASSWORD        in a file that ends in \i history.sql;
--   \getenv livetap_reader_password LIVETAP_READER_PASSWORD  a password has no business in -v
--
-- What it does is taken back by history_drop.sql.
\set ON_ERROR_STOP on
begin;

-- The writer. It owns the schema livetap and may do as it likes there; it has no other rights.
select 'create role livetap' where not exists (select from pg_roles where rolname = 'livetap')
\gexec
alter role livetap login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;

-- The reader: reads the schema livetap, all that is there and all that will be. Read-only besides,
-- and a panel that asks for too much is ended.
select 'create role livetap_reader'
  where not exists (select from pg_roles where rolname = 'livetap_reader')
\gexec
alter role livetap_reader login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role livetap_reader set default_transaction_read_only = on;
alter role livetap_reader set statement_timeout = '30s';

\if :{?livetap_password}
alter role livetap password :'livetap_password';
\endif
\if :{?livetap_reader_password}
alter role livetap_reader password :'livetap_reader_password';
\endif

select format('grant connect on database %I to livetap, livetap_reader', current_database())
\gexec
-- Nobody needs temporary tables here, and the reader is to write nothing at all.
select format('revoke temporary on database %I from public', current_database())
\gexec

create schema if not exists livetap authorization livetap;
alter schema livetap owner to livetap;
grant usage on schema livetap to livetap_reader;
grant select on all tables in schema livetap to livetap_reader;
alter default privileges for role livetap in schema livetap
  grant select on tables to livetap_reader;

commit;
