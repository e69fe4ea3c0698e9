#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"
#include "net/postgres/connector.hpp"

namespace livetap::shipper {

/// A statement that failed. A failure without a code is one of the connection, which is closed
/// then.
struct Failure {
  std::string code;  ///< SQLSTATE
  Error error;
  std::string table = {};  ///< the measurement whose table it was about
  bool of_rows = false;    ///< of its rows on their way there

  bool is(std::string_view code_or_class) const {
    return !code.empty() && std::string_view(code).starts_with(code_or_class);
  }
};

template <class T>
using Outcome = boost::system::result<T, Failure>;
[[noreturn]] void throw_exception_from_error(const Failure& failure,
                                             const boost::source_location& where);

using Row = std::vector<std::optional<std::string>>;
using Rows = std::vector<Row>;

/// One session with PostgreSQL. Calls wait for their answers, and never longer than their limits: a
/// server that is frozen, or a network that swallows packets, is an error in time. One thread.
///
/// Example:
///   Session session(target, [] { say_that_we_live(); });
///   if (const auto failure = session.open()) { ... }
///   const auto rows = session.run("select 1");      // rows->at(0).at(0) == "1"
///   session.run("begin"); session.copy("copy t from stdin", "1\n2\n"); session.run("commit");
class Session {
 public:
  struct Limits {
    Milliseconds connect{10'000};
    Milliseconds statement{30'000};  ///< on the server
    Milliseconds patience{5'000};    ///< how much longer we wait than the server
    Milliseconds lock{5'000};
    Milliseconds copy_stall{30'000};  ///< without a byte going out
  };

  /// `alive` is called at least once a second while a call waits.
  Session(net::postgres::Target target, std::function<void()> alive, Limits limits);
  Session(net::postgres::Target target, std::function<void()> alive)
      : Session(std::move(target), std::move(alive), Limits()) {}

  /// Connects, after closing what was there.
  std::optional<Failure> open();
  void close() { connection_.reset(); }
  /// Whether the connection seems usable: notices what the server has closed meanwhile.
  bool usable();

  /// Runs one or more statements; the rows of the last. `limit`: on the server, which is to be told
  /// by `set local statement_timeout`.
  Outcome<Rows> run(const std::string& sql, Milliseconds limit);
  Outcome<Rows> run(const std::string& sql) { return run(sql, limits_.statement); }

  /// Runs a COPY ... FROM STDIN with that text.
  std::optional<Failure> copy(const std::string& command, std::string_view text);

  const net::postgres::Target& target() const { return target_; }

 private:
  enum class Waited { ready, late };

  Waited wait(bool for_write, net::postgres::Time deadline);
  std::optional<Failure> send(const std::string& sql);
  std::optional<Failure> send_text(std::string_view text);
  std::optional<Failure> put(const std::function<int()>& put_some);
  Outcome<Rows> read(bool until_copy, Milliseconds limit);
  std::optional<Failure> flush(net::postgres::Time deadline);
  Failure broken();
  Failure late(const char* during);

  net::postgres::Target target_;
  std::function<void()> alive_;
  Limits limits_;
  net::postgres::Connector connector_;
  net::postgres::Handle connection_;
};

}  // namespace livetap::shipper
