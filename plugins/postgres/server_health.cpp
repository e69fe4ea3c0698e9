#include "plugins/postgres/server_health.hpp"

namespace livetap::postgres {
namespace {

sdk::Measurement server_shape() {
  return sdk::measurement("postgres")
      .doc("The server as the probe's role sees it.")
      .boolean("up", "It answers.")
      .fail_if_false()
      .events("database_connection_restored", "database_connection_lost")
      .integer("connections_used", "short", "Connections to any of its databases.")
      .integer("connections_allowed", "short", "Connections that ordinary roles may have.")
      .number("replication_lag_s", "s",
              "A standby's distance to its primary, or a primary's to its slowest standby.")
      .text("error", "Why it is not up, or why something is missing.")
      .reason()
      .text("hint", "The likely cure.")
      .hint();
}

sdk::Measurement queries_shape() {
  return sdk::measurement("postgres_query")
      .doc("How each query went when it last ran.")
      .tag("query")
      .number("duration_ms", "ms", "From sending it to the last row.")
      .integer("rows", "short", "Rows that it gave.")
      .boolean("up", "It gave a result.");
}

std::optional<std::int64_t> integer(const Cell& cell) {
  livetap_value value{};
  const bool fits = read_value(cell, 20, LIVETAP_I64, value) == Fit::yes;
  return fits ? std::optional(value.as.i64) : std::nullopt;
}

std::optional<double> number(const Cell& cell) {
  livetap_value value{};
  const bool fits = read_value(cell, 701, LIVETAP_F64, value) == Fit::yes;
  return fits ? std::optional(value.as.f64) : std::nullopt;
}

}  // namespace

ServerHealth::ServerHealth(sdk::Schema& schema)
    : server_(schema.add(server_shape())), queries_(schema.add(queries_shape())) {}

// Views that every role may read; pg_stat_activity hides the backends of others. A standby that has
// replayed all it received does not lag, however long ago that was.
const std::string& ServerHealth::sql() {
  static const std::string text =
      "select (select sum(numbackends) from pg_catalog.pg_stat_database where datid <> 0)::int8,"
      " current_setting('max_connections')::int8"
      " - current_setting('superuser_reserved_connections')::int8,"
      " (case when not pg_catalog.pg_is_in_recovery() then"
      "   (select extract(epoch from max(coalesce(replay_lag, '0'::interval)))"
      "    from pg_catalog.pg_stat_replication where state = 'streaming')"
      "  when pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn() then 0"
      "  else extract(epoch from"
      "   pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())"
      "  end)::float8";
  return text;
}

std::optional<Failure> ServerHealth::columns(const std::vector<Column>&) {
  return {};
}

bool ServerHealth::row(std::span<const Cell> cells) {
  used_ = integer(cells[0]);
  allowed_ = integer(cells[1]);
  lag_s_ = number(cells[2]);
  return true;
}

void ServerHealth::close_server(sdk::Collect& call, const Failure* failure) {
  const bool up = failure == nullptr || !failure->lost;
  const auto error = failure == nullptr ? std::nullopt : std::optional(failure->message);
  const bool cure = failure != nullptr && !failure->hint.empty();
  call.row(server_)
      .set(0, up)
      .set(1, used_)
      .set(2, allowed_)
      .set(3, lag_s_)
      .set(4, error)
      .set(5, cure ? std::optional(failure->hint) : std::nullopt)
      .emit();
  call.done(server_);
  used_.reset();
  allowed_.reset();
  lag_s_.reset();
}

void ServerHealth::close_queries(sdk::Collect& call, const std::vector<Run>& runs) const {
  for (const Run& run : runs) {
    if (!run.up) continue;
    call.row(queries_)
        .tags(run.query)
        .set(0, run.duration_ms)
        .set(1, run.rows)
        .set(2, run.up)
        .emit();
  }
  call.done(queries_);
}

}  // namespace livetap::postgres
