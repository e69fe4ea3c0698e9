# Runs once, when the volume of the history is new: roles and schema, by config/history.sql. The
# passwords go from the environment into psql, never into an argument.
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'END'
\getenv livetap_password LIVETAP_HISTORY_PASSWORD
\getenv livetap_reader_password LIVETAP_READER_PASSWORD
\i /livetap/history.sql
END
