#include "agent/shipper/history_check.hpp"

#include "agent/model/clocks.hpp"
#include "agent/shipper/history_store.hpp"

namespace livetap::shipper {

namespace {

std::optional<Error> check(const std::string& url, const std::string& password,
                           const std::string& schema, const std::string& agent,
                           Milliseconds limit) {
  auto target = net::postgres::Target::parse(url, password);
  if (!target) {
    return Error{ErrorKind::config, target.error().message, target.error().hint, "history.url"};
  }
  // Connecting and a handful of statements share the time; each may take half, but not all.
  Session::Limits limits;
  limits.connect = limit / 2;
  limits.statement = limit / 4;
  limits.lock = limit / 8;
  limits.patience = limit / 8;
  Session session(
      *std::move(target), [] {}, limits);
  if (const auto failure = session.open()) {
    return failure->error;
  }
  HistoryStore store(session, schema, agent, Milliseconds(0));
  const auto failure = store.try_out();
  return failure ? std::optional(failure->error) : std::nullopt;
}

}  // namespace

HistoryCheck check_history(const std::string& url, const std::string& password,
                           const std::string& schema, const std::string& agent,
                           Milliseconds limit) {
  const auto begun = clocks().steady;
  HistoryCheck result;
  result.error = check(url, password, schema, agent, limit);
  result.duration = span_between(begun, clocks().steady);
  return result;
}

}  // namespace livetap::shipper
