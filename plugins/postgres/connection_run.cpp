#include <fmt/format.h>

#include <cstdlib>

#include "plugins/postgres/connection.hpp"

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long a server may take to answer a cancel request before it counts as frozen.
constexpr milliseconds cancel_patience{150};

/// Goes before each statement, in its transaction: the limits hold even where a proxy swallowed the
/// connection's options, and nothing has to be set back afterwards.
constexpr const char* prelude =
    "select pg_catalog.set_config('statement_timeout', $1, true),"
    " pg_catalog.set_config('lock_timeout', $2, true),"
    " pg_catalog.set_config('transaction_read_only', 'on', true),"
    " pg_catalog.set_config('TimeZone', 'UTC', true),"
    " pg_catalog.set_config('DateStyle', 'ISO', true), pg_catalog.now()";
constexpr int now_column = 5;

using Result = net::postgres::ResultHandle;

std::string field_of(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

}  // namespace

/// How far the answers to one statement have come.
struct Connection::Progress {
  RowReader& reader;
  const std::string& sql;
  bool in_query = false;  // the prelude has been answered
  bool columns_seen = false;
  bool stopped = false;  // the reader wants no more
  bool cancel_sent = false;
  bool derailed = false;  // the connection is in a state that it does not come back from
  std::optional<Failure> failure{};
  std::vector<Cell> cells{};
};

std::optional<Failure> Connection::run(const std::string& sql, const Parameters& parameters,
                                       const Limits& limits, RowReader& reader) {
  const Time deadline = std::min(steady_clock::now() + limits.answer + limits.patience, limits.end);
  if (!connection_ || !send(sql, parameters, limits)) return broken();
  Progress progress{.reader = reader, .sql = sql};
  const End end = read(progress, deadline, cancel_fd_);
  if (end == End::broken) {
    // The server's own words, if it had time for some, say more than the closed socket.
    Failure failure = broken();
    return progress.failure && progress.failure->lost ? *progress.failure : failure;
  }
  if (end != End::finished) return give_up(end, progress, limits.end);
  if (progress.failure && progress.failure->lost) close();
  return progress.failure;
}

bool Connection::send(const std::string& sql, const Parameters& parameters, const Limits& limits) {
  const std::string answer = fmt::format("{}ms", limits.answer.count());
  const std::string lock = fmt::format("{}ms", limits.lock.count());
  const char* limit_values[] = {answer.c_str(), lock.c_str()};
  std::vector<const char*> values;
  for (const auto& value : parameters) values.push_back(value ? value->c_str() : nullptr);
  PGconn* connection = connection_.get();
  return PQsendQueryParams(connection, prelude, 2, nullptr, limit_values, nullptr, nullptr, 0) ==
             1 &&
         PQsendQueryParams(connection, sql.c_str(), static_cast<int>(values.size()), nullptr,
                           values.data(), nullptr, nullptr, 0) == 1 &&
         PQpipelineSync(connection) == 1;
}

Connection::End Connection::read(Progress& progress, Time deadline, int cancel_fd) {
  PGconn* connection = connection_.get();
  for (;;) {
    const int unsent = PQflush(connection);
    if (unsent < 0) return End::broken;
    if (take_all(progress)) return End::finished;
    if (progress.derailed || PQstatus(connection) != CONNECTION_OK) return End::broken;
    if (progress.stopped && !progress.cancel_sent && !cancel(deadline)) return End::late;
    progress.cancel_sent = progress.cancel_sent || progress.stopped;
    switch (wait_for(PQsocket(connection), true, unsent > 0, deadline, cancel_fd)) {
      case Waited::late:
        return End::late;
      case Waited::cancelled:
        return End::cancelled;
      case Waited::ready:
        break;
    }
    if (PQconsumeInput(connection) == 0) {
      take_all(progress);
      return End::broken;
    }
  }
}

/// Takes every result that is there. True when the pipeline is at its end.
bool Connection::take_all(Progress& progress) {
  PGconn* connection = connection_.get();
  while (!progress.derailed && PQisBusy(connection) == 0) {
    const Result result(PQgetResult(connection));
    if (!result) {
      if (PQstatus(connection) != CONNECTION_OK) return false;
      // The end of one statement's results. Rows then come one by one, never all at once.
      if (!progress.in_query) PQsetSingleRowMode(connection);
      progress.in_query = true;
      continue;
    }
    if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return true;
    take(result.get(), progress);
  }
  return false;
}

void Connection::take(const PGresult* result, Progress& progress) {
  switch (PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK:
      if (progress.in_query) {
        take_rows(result, progress);
      } else if (PQntuples(result) == 1) {
        server_time_ = read_moment(PQgetvalue(result, 0, now_column)).value_or(server_time_);
      }
      return;
    case PGRES_PIPELINE_ABORTED:
      return;
    case PGRES_FATAL_ERROR: {
      if (progress.failure || progress.stopped) return;
      const std::string position = field_of(result, PG_DIAG_STATEMENT_POSITION);
      SqlError error{field_of(result, PG_DIAG_SQLSTATE), field_of(result, PG_DIAG_MESSAGE_PRIMARY),
                     position.empty() ? 0 : std::atoi(position.c_str())};
      if (error.code.empty()) error.message = first_line(PQresultErrorMessage(result));
      progress.failure = sql_failure(error, progress.sql, target_.user());
      const std::string severity = field_of(result, PG_DIAG_SEVERITY_NONLOCALIZED);
      progress.failure->lost |= severity == "FATAL" || severity == "PANIC";
      return;
    }
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      if (!progress.failure) {
        progress.failure = Failure{LIVETAP_ERROR_PROTOCOL, "the statement returns no rows",
                                   "a query is one select"};
      }
      return;
    default:
      progress.failure = Failure{LIVETAP_ERROR_PROTOCOL, "the statement does not return rows",
                                 "a query is one select; COPY is not possible", true};
      progress.derailed = true;
  }
}

void Connection::take_rows(const PGresult* result, Progress& progress) {
  const int column_count = PQnfields(result);
  if (!progress.columns_seen) {
    progress.columns_seen = true;
    std::vector<Column> columns;
    for (int i = 0; i < column_count; ++i) {
      columns.push_back({PQfname(result, i), PQftype(result, i)});
    }
    progress.failure = progress.reader.columns(columns);
    progress.stopped = progress.failure.has_value();
  }
  for (int row = 0; row < PQntuples(result) && !progress.stopped; ++row) {
    progress.cells.clear();
    for (int i = 0; i < column_count; ++i) {
      const auto size = static_cast<std::size_t>(PQgetlength(result, row, i));
      progress.cells.push_back(PQgetisnull(result, row, i) != 0
                                   ? Cell()
                                   : Cell(std::string_view(PQgetvalue(result, row, i), size)));
    }
    progress.stopped = !progress.reader.row(progress.cells);
  }
}

bool Connection::cancel(Time deadline) {
  if (!cancel_ || (side_call_ && side_call_->running())) return false;
  side_call_.emplace([handle = cancel_] {
    char error[256];
    PQcancel(handle.get(), error, sizeof error);
  });
  return side_call_->wait(deadline, -1) == Waited::ready;
}

/// Ends a statement that the server did not end in time.
std::optional<Failure> Connection::give_up(End end, Progress& progress, Time last) {
  const Time deadline = end == End::cancelled
                            ? steady_clock::now() + cancel_patience
                            : std::min(steady_clock::now() + cancel_patience, last);
  const bool answered = cancel(deadline) && read(progress, deadline, -1) == End::finished;
  if (!answered) close();
  if (end == End::cancelled) {
    return Failure{LIVETAP_ERROR_CANCELLED, "cancelled", "", !answered};
  }
  if (answered) return progress.failure;
  Failure failure{
      LIVETAP_ERROR_TIMEOUT,
      fmt::format("{} did not answer in time, not even to being cancelled", target_.place()),
      "the server is frozen or overloaded, or the network between is broken", true};
  failure.out_of_time = true;
  return failure;
}

}  // namespace livetap::postgres
