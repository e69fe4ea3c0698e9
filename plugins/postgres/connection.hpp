#pragma once
#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "net/postgres/connector.hpp"
#include "net/postgres/side_call.hpp"
#include "net/postgres/target.hpp"
#include "net/postgres/wait.hpp"
#include "plugins/postgres/row_reader.hpp"
#include "plugins/postgres/timestamp.hpp"

namespace livetap::postgres {

using net::postgres::SideCall;
using net::postgres::Target;
using net::postgres::Time;
using net::postgres::wait_for;
using net::postgres::Waited;

/// The one connection of a probe: libpq without blocking, so that every wait ends at its deadline
/// or when the host cancels. One thread, but for libpq's calls that cannot be made without
/// blocking: those go through SideCall.
class Connection {
 public:
  /// The limits of one statement. `answer` and `lock` are set on the server, for its transaction
  /// only; the client gives up `patience` after `answer`, and run() returns by `end` whatever
  /// comes.
  struct Limits {
    std::chrono::milliseconds answer;
    std::chrono::milliseconds lock;
    std::chrono::nanoseconds patience;
    Time end;
  };

  /// `cancel_fd` becomes readable when every wait has to end.
  Connection(Target target, int cancel_fd)
      : target_(std::move(target)), cancel_fd_(cancel_fd), connector_(cancel_fd) {}

  /// Whether the connection seems usable: notices what the server closed since the last query.
  bool usable();

  /// Connects, after closing what was there. `limit` is the server's limit for any statement that
  /// brings none of its own.
  std::optional<Failure> open(Time deadline, std::chrono::milliseconds limit);

  /// Runs one statement in a read-only transaction of its own and reads its rows. When the server
  /// does not keep to the limits the statement is cancelled; when it does not even answer that, the
  /// connection is closed and the failure says `lost`.
  std::optional<Failure> run(const std::string& sql, const Parameters& parameters,
                             const Limits& limits, RowReader& reader);

  /// The server's clock when the transaction of the last statement began. Known as soon as the
  /// reader gets the columns.
  Moment server_time() const { return server_time_; }

  void close();

  const Target& target() const { return target_; }

 private:
  struct Progress;
  enum class End { finished, late, cancelled, broken };

  bool send(const std::string& sql, const Parameters& parameters, const Limits& limits);
  End read(Progress& progress, Time deadline, int cancel_fd);
  bool take_all(Progress& progress);
  void take(const PGresult* result, Progress& progress);
  void take_rows(const PGresult* result, Progress& progress);
  bool cancel(Time deadline);
  std::optional<Failure> give_up(End end, Progress& progress, Time last);
  Failure broken();

  Target target_;
  int cancel_fd_;
  net::postgres::Connector connector_;
  net::postgres::Handle connection_;
  std::shared_ptr<PGcancel> cancel_;
  std::optional<SideCall> side_call_;
  Moment server_time_{};
};

}  // namespace livetap::postgres
