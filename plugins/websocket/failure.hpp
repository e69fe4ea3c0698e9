#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/net_error.hpp"

namespace livetap::websocket {

/// Why there is no connection, by what follows from it.
enum class FailureKind {
  refused,        ///< nobody listens
  reset,          ///< ended without a word, before or after the upgrade
  dns,            ///< no address for the host
  timeout,        ///< a step on the way to the upgrade took too long
  tls,            ///< no secure connection: certificate, version, ca_file
  auth,           ///< 401 or 403: only people can help
  not_websocket,  ///< an answer that is no upgrade
  closed,         ///< the peer said goodbye
  dead,           ///< open, and nothing comes back any more
  protocol,       ///< the peer breaks the protocol, or a limit of ours
};

/// The end of a connection or of a try, in words: what and where, the likely cure, no secret.
struct Failure {
  FailureKind kind = FailureKind::reset;
  std::string message;
  std::string hint;  ///< may be empty
  /// How an open connection ended: the peer's code, 1005 for none, ours where we broke it off, 1006
  /// where it ended without any. Nothing for a try that never opened.
  std::optional<int> close_code = std::nullopt;
};

/// The way to the upgrade came to its end before there was an answer.
Failure not_opened(const net::NetError& error);
/// An HTTP answer other than the upgrade. `url` is without query; of `location`, the answer's
/// header, only origin and path are repeated.
Failure refused_upgrade(const std::string& url, int status, std::string_view location);
/// An upgrade whose headers are wrong, or something that is no HTTP; `detail` says what.
Failure wrong_upgrade(const std::string& url, const std::string& detail);

// An open connection. `peer` is host:port.
Failure closed_by_peer(const std::string& peer, int code, std::string_view reason);
Failure lost(const net::NetError& error);
Failure dead(const std::string& peer, double silent_s);
Failure broken_rule(const std::string& peer, const std::string& detail, int our_code);
Failure too_large(const std::string& peer, std::size_t message_limit);

}  // namespace livetap::websocket
