#pragma once
#include <algorithm>
#include <chrono>
#include <string>

#include "plugins/postgres/probe.hpp"

namespace livetap::postgres {

/// One call of collect.
struct PostgresProbe::Gather {
  sdk::Collect& call;
  Time deadline;             // of the call
  Time inner;                // of what a query may take
  bool proven = false;       // the connection has answered in this gather
  bool reconnected = false;  // it broke in this gather
  bool server_closed = false;
};

/// What a server is told as a limit: at least one millisecond, since 0 means none.
inline std::chrono::milliseconds whole_ms(Rhythm::Span span) {
  using std::chrono::milliseconds;
  return std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(span));
}

/// A failure as it is told to the agent; `query`: whose it is, empty when it is everybody's.
inline sdk::ProbeError to_error(const Failure& failure, const std::string& query) {
  return {static_cast<sdk::ErrorKind>(failure.kind),
          query.empty() ? failure.message : query + ": " + failure.message, failure.hint};
}

}  // namespace livetap::postgres
