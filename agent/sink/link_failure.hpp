#pragma once

#include <string>
#include <string_view>

#include "net/retry_schedule.hpp"

namespace livetap::sink {

/// Why there is no connection, by what to do about it.
enum class LinkFault {
  refused,        ///< nobody listens
  reset,          ///< the peer ended the connection, before or after the upgrade
  silent,         ///< an open connection on which nothing comes back any more
  dns,            ///< no address for the host
  timeout,        ///< a step on the way to the upgrade took too long
  tls,            ///< no secure connection: certificate, version, ca_file
  auth,           ///< 401 or 403: only a human can help
  not_websocket,  ///< an answer that is no upgrade, or none that Grafana gives to a push
};

struct LinkFailure {
  LinkFault fault = LinkFault::reset;
  std::string message;  ///< what and where; no secret in it
  std::string hint;     ///< the likely cure; may be empty
  int status = 0;       ///< of the HTTP answer, where there is one

  /// Message and hint in one line.
  std::string text() const { return hint.empty() ? message : message + "; " + hint; }
};

/// How soon to try again. A server that went away is to be noticed soon after it is back.
net::RetryPace retry_pace(LinkFault fault);

/// What an HTTP answer other than the upgrade means. `target` is the path that was asked for and
/// `location` the answer's Location header, of which only origin and path are repeated.
LinkFailure judge_upgrade(int status, std::string_view location, const std::string& target);

/// What an HTTP answer other than 200 to a push by POST means.
LinkFailure judge_push(int status, std::string_view location, const std::string& target);

/// An upgrade (101) whose Sec-WebSocket-Accept or other headers are wrong; `detail` says which.
LinkFailure wrong_upgrade(const std::string& detail);

}  // namespace livetap::sink
