#include "agent/shipper/history_check.hpp"

#include <utility>

#include "agent/model/clocks.hpp"

namespace livetap::shipper {

namespace {

void check(HistoryCheck& result, const std::string& url, const std::string& password,
           const HistoryOptions& options, Milliseconds limit) {
  auto target = net::postgres::Target::parse(url, password);
  if (!target) {
    result.error =
        Error{ErrorKind::config, target.error().message, target.error().hint, "history.url"};
    return;
  }
  // Connecting and a handful of statements share the time; each may take half, but not all.
  Session::Limits limits;
  limits.connect = limit / 2;
  limits.statement = limit / 4;
  limits.lock = limit / 8;
  limits.patience = limit / 8;
  Session session(
      *std::move(target), [] {}, limits);
  HistoryStore store(session, options);
  auto failure = session.open();
  if (!failure) {
    failure = store.try_out();
  }
  if (failure) {
    result.error = std::move(failure->error);
  }
  result.warnings = store.warnings();
}

}  // namespace

HistoryCheck check_history(const std::string& url, const std::string& password,
                           const HistoryOptions& options, Milliseconds limit) {
  const auto begun = clocks().steady;
  HistoryCheck result;
  check(result, url, password, options, limit);
  result.duration = span_between(begun, clocks().steady);
  return result;
}

}  // namespace livetap::shipper
