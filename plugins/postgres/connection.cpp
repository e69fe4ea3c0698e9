#include "plugins/postgres/connection.hpp"

#include <fmt/format.h>

#include <mutex>

#include "plugins/postgres/connect_failure.hpp"

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;

void ignore_notice(void*, const PGresult*) {}

}  // namespace

/// What the thread that starts a connection leaves behind. Whoever lets go last closes it.
struct Connection::Started {
  std::mutex mutex;
  Handle connection;
};

bool Connection::usable() {
  if (!connection_ || PQstatus(connection_.get()) != CONNECTION_OK) return false;
  // A farewell and the end of the stream may come in two readings.
  for (int i = 0; i < 4; ++i) {
    if (wait_for(PQsocket(connection_.get()), true, false, Time::min(), -1) != Waited::ready) {
      return true;
    }
    if (PQconsumeInput(connection_.get()) == 0) return false;
  }
  return PQstatus(connection_.get()) == CONNECTION_OK;
}

void Connection::close() {
  cancel_.reset();
  connection_.reset();
}

std::optional<Failure> Connection::open(Time deadline, milliseconds limit) {
  close();
  if (auto failure = start(deadline, limit)) return failure;
  auto failure = log_in(deadline);
  if (failure) close();
  return failure;
}

std::optional<Failure> Connection::start(Time deadline, milliseconds limit) {
  if (side_call_ && side_call_->running()) {
    return Failure{LIVETAP_ERROR_TIMEOUT,
                   fmt::format("an earlier look-up of {} has not ended yet", target_.place()),
                   "the name server, or the server itself, does not answer", true};
  }
  auto started = std::make_shared<Started>();
  side_call_.emplace([started, parameters = target_.parameters(limit)] {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : parameters) {
      keywords.push_back(keyword.c_str());
      values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    Handle connection(PQconnectStartParams(keywords.data(), values.data(), 0));
    const std::lock_guard lock(started->mutex);
    started->connection = std::move(connection);
  });
  const Waited waited = side_call_->wait(deadline, cancel_fd_);
  if (waited == Waited::cancelled) return interrupted();
  if (waited == Waited::late) {
    return Failure{LIVETAP_ERROR_TIMEOUT,
                   fmt::format("the address of {} was not found in time", target_.place()),
                   "the name server does not answer; an address in the url does without it", true};
  }
  const std::lock_guard lock(started->mutex);
  connection_ = std::move(started->connection);
  if (!connection_) return Failure{LIVETAP_ERROR_INTERNAL, "libpq is out of memory", "", true};
  return {};
}

std::optional<Failure> Connection::log_in(Time deadline) {
  PGconn* connection = connection_.get();
  PQsetNoticeReceiver(connection, &ignore_notice, nullptr);
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
  auto state =
      PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
    const bool reading = state == PGRES_POLLING_READING;
    const Waited waited = wait_for(PQsocket(connection), reading, !reading, deadline, cancel_fd_);
    if (waited == Waited::cancelled) return interrupted();
    if (waited == Waited::late) return connect_timeout(target_);
    state = PQconnectPoll(connection);
  }
  if (state != PGRES_POLLING_OK) return connect_failure(PQerrorMessage(connection), target_);
  cancel_ = std::shared_ptr<PGcancel>(PQgetCancel(connection), &PQfreeCancel);
  if (PQsetnonblocking(connection, 1) != 0 || PQenterPipelineMode(connection) != 1) {
    return broken();
  }
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

Failure Connection::interrupted() const {
  return Failure{LIVETAP_ERROR_CANCELLED, "cancelled", "", true};
}

}  // namespace livetap::postgres
