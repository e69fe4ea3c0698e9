#pragma once
#include <libpq-fe.h>

#include <boost/system/result.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/postgres/failure.hpp"
#include "net/postgres/side_call.hpp"
#include "net/postgres/target.hpp"
#include "net/postgres/wait.hpp"

namespace livetap::net::postgres {

struct ConnectionCloser {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
/// A connection that is closed with its owner.
using Handle = std::unique_ptr<PGconn, ConnectionCloser>;

struct ResultCloser {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ResultCloser>;

/// Whether a connection seems usable: notices what the server closed since it was last used.
bool is_usable(PGconn* connection);

/// Makes connections without ever waiting longer than it is told, whatever name servers, networks
/// and servers do. One thread.
class Connector {
 public:
  /// `cancel_fd` becomes readable when every wait has to end; -1: never.
  explicit Connector(int cancel_fd) : cancel_fd_(cancel_fd) {}

  /// A connection that is logged in and does not block. Errors come with their SQLSTATE in front
  /// (PQERRORS_VERBOSE), notices are ignored. See Target::parameters for `options`.
  boost::system::result<Handle, Failure> open(const Target& target, std::string_view options,
                                              Time deadline);

 private:
  struct Started;

  boost::system::result<Handle, Failure> start(const Target& target, std::string_view options,
                                               Time deadline);
  std::optional<Failure> log_in(PGconn* connection, const Target& target, Time deadline) const;

  int cancel_fd_;
  std::optional<SideCall> side_call_;
};

}  // namespace livetap::net::postgres
