#include "plugins/postgres/connection.hpp"

#include <fmt/format.h>

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;

/// What every session needs: read-only, UTC, ISO dates, and time limits for whatever a query's own
/// limits do not reach.
std::string session_options(milliseconds limit) {
  return fmt::format(
      "-c default_transaction_read_only=on -c statement_timeout={0} -c lock_timeout={0} "
      "-c idle_in_transaction_session_timeout=60000 -c TimeZone=UTC -c DateStyle=ISO",
      limit.count());
}

}  // namespace

bool Connection::usable() {
  return net::postgres::is_usable(connection_.get());
}

void Connection::close() {
  cancel_.reset();
  connection_.reset();
}

std::optional<Failure> Connection::open(Time deadline, milliseconds limit) {
  close();
  auto opened = connector_.open(target_, session_options(limit), deadline);
  if (!opened) return lost(opened.error());
  connection_ = std::move(*opened);
  cancel_ = std::shared_ptr<PGcancel>(PQgetCancel(connection_.get()), &PQfreeCancel);
  if (PQenterPipelineMode(connection_.get()) != 1) return broken();
  return {};
}

Failure Connection::broken() {
  Failure failure{
      LIVETAP_ERROR_UNAVAILABLE,
      fmt::format("the connection to {} broke: {}", target_.place(),
                  connection_ ? first_line(PQerrorMessage(connection_.get())) : "closed"),
      "the server was stopped or restarted, or the network failed", true};
  close();
  return failure;
}

}  // namespace livetap::postgres
