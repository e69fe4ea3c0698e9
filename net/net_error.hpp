#pragma once
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace livetap::net {

/// What went wrong on the wire. The kind says how a caller should react, not which call failed.
enum class NetErrorKind {
  refused,    ///< nobody listens on that host and port
  dns,        ///< the name has no address, or the name server said no
  timeout,    ///< the deadline passed; the message names the step that was under way
  tls,        ///< handshake failed, certificate included; retrying does not help
  cancelled,  ///< the caller's cancel descriptor became readable
  protocol,   ///< the answer is not what it claims to be
  too_large,  ///< header or body beyond the limit
  reset,      ///< the peer, or the network, ended the connection
};

std::string_view to_string(NetErrorKind kind);

/// An expected failure of the network. `message` is a sentence for people: it names host:port and
/// the cause, and never a user, a password, a query or a header. `hint` is the likely cure where
/// the failure itself tells it, and may be empty.
struct NetError {
  NetErrorKind kind = NetErrorKind::protocol;
  std::string message;
  std::string hint = {};
};

/// Found by boost::system::result when .value() is called on an error: a programmer's mistake.
[[noreturn]] inline void throw_exception_from_error(const NetError& error,
                                                    const boost::source_location&) {
  throw std::logic_error("value() of a failed result: " + error.message);
}

template <class T>
using NetResult = boost::system::result<T, NetError>;

}  // namespace livetap::net
