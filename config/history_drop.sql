-- Takes back all that history.sql has done, and THE HISTORY WITH IT. Run as a superuser, in the
-- database of the history, with the agent stopped; safe to run again.
--
--   psql -d livetap -f config/history_drop.sql
\set ON_ERROR_STOP on
begin;

drop schema if exists livetap cascade;
select format('drop owned by %I', rolname) from pg_roles
  where rolname in ('livetap', 'livetap_reader')
\gexec
drop role if exists livetap_reader;
drop role if exists livetap;
select format('grant temporary on database %I to public', current_database())
\gexec

commit;
