#include "net/postgres/connector.hpp"

#include <fmt/format.h>

#include <mutex>

#include "net/postgres/connect_failure.hpp"

namespace livetap::net::postgres {
namespace {

void ignore_notice(void*, const PGresult*) {}

Failure interrupted() {
  return {FailureKind::cancelled, "cancelled", ""};
}

}  // namespace

bool is_usable(PGconn* connection) {
  if (connection == nullptr || PQstatus(connection) != CONNECTION_OK) return false;
  // A farewell and the end of the stream may come in two readings.
  for (int i = 0; i < 4; ++i) {
    if (wait_for(PQsocket(connection), true, false, Time::min(), -1) != Waited::ready) return true;
    if (PQconsumeInput(connection) == 0) return false;
  }
  return PQstatus(connection) == CONNECTION_OK;
}

/// What the thread that starts a connection leaves behind. Whoever lets go last closes it.
struct Connector::Started {
  std::mutex mutex;
  Handle connection;
};

boost::system::result<Handle, Failure> Connector::open(const Target& target,
                                                       std::string_view options, Time deadline) {
  auto started = start(target, options, deadline);
  if (!started) return started.error();
  if (auto failure = log_in(started->get(), target, deadline)) return *std::move(failure);
  return std::move(*started);
}

boost::system::result<Handle, Failure> Connector::start(const Target& target,
                                                        std::string_view options, Time deadline) {
  if (side_call_ && side_call_->running()) {
    return Failure{FailureKind::timeout,
                   fmt::format("an earlier look-up of {} has not ended yet", target.place()),
                   "the name server, or the server itself, does not answer"};
  }
  auto started = std::make_shared<Started>();
  side_call_.emplace([started, parameters = target.parameters(options)] {
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
    return Failure{FailureKind::timeout,
                   fmt::format("the address of {} was not found in time", target.place()),
                   "the name server does not answer; an address in the url does without it"};
  }
  const std::lock_guard lock(started->mutex);
  if (!started->connection) return Failure{FailureKind::internal, "libpq is out of memory", ""};
  return std::move(started->connection);
}

std::optional<Failure> Connector::log_in(PGconn* connection, const Target& target,
                                         Time deadline) const {
  PQsetNoticeReceiver(connection, &ignore_notice, nullptr);
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
  auto state =
      PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
    const bool reading = state == PGRES_POLLING_READING;
    const Waited waited = wait_for(PQsocket(connection), reading, !reading, deadline, cancel_fd_);
    if (waited == Waited::cancelled) return interrupted();
    if (waited == Waited::late) return connect_timeout(target);
    state = PQconnectPoll(connection);
  }
  if (state != PGRES_POLLING_OK || PQsetnonblocking(connection, 1) != 0) {
    return connect_failure(PQerrorMessage(connection), target);
  }
  return {};
}

}  // namespace livetap::net::postgres
