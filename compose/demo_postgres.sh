# Runs once, when the demo's PostgreSQL is new: the platform's tables, and who may read them.
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'END'
\getenv grafana_monitor_password GRAFANA_POSTGRES_PASSWORD
\i /livetap/schema.sql
END
