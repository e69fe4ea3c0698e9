#include "agent/shipper/session.hpp"

#include <libpq-fe.h>
#include <spdlog/fmt/fmt.h>

#include <stdexcept>

#include "agent/shipper/failure_words.hpp"

namespace livetap::shipper {

using net::postgres::ResultHandle;
using net::postgres::Time;
using std::chrono::steady_clock;

namespace {

constexpr Milliseconds sign_of_life{1'000};
constexpr std::size_t copy_piece = std::size_t{64} * 1024;

/// What every session needs; see Target::parameters.
std::string session_options(const Session::Limits& limits) {
  return fmt::format(
      "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout=60000 "
      "-c TimeZone=UTC -c DateStyle=ISO -c standard_conforming_strings=on "
      "-c client_min_messages=warning",
      limits.statement.count(), limits.lock.count());
}

Rows rows_of(const PGresult* result) {
  Rows rows;
  for (int i = 0; i < PQntuples(result); ++i) {
    Row row;
    for (int k = 0; k < PQnfields(result); ++k) {
      row.push_back(PQgetisnull(result, i, k) != 0
                        ? std::nullopt
                        : std::optional<std::string>(PQgetvalue(result, i, k)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::logic_error("value() of a failed result: " + failure.error.message);
}

Session::Session(net::postgres::Target target, std::function<void()> alive, Limits limits)
    : target_(std::move(target)), alive_(std::move(alive)), limits_(limits), connector_(-1) {
  // A network that swallows packets shows within 15 s, with or without something under way.
  for (const auto& [keyword, value] : {std::pair("tcp_user_timeout", "15000"),
                                       {"keepalives_idle", "5"},
                                       {"keepalives_interval", "5"},
                                       {"keepalives_count", "2"}}) {
    target_.set_default(keyword, value);
  }
}

std::optional<Failure> Session::open() {
  close();
  alive_();
  auto opened =
      connector_.open(target_, session_options(limits_), steady_clock::now() + limits_.connect);
  alive_();
  if (!opened) {
    const auto& why = opened.error();
    return Failure{"", {static_cast<ErrorKind>(why.kind), why.message, why.hint, "history.url"}};
  }
  connection_ = std::move(*opened);
  return std::nullopt;
}

bool Session::usable() {
  return net::postgres::is_usable(connection_.get());
}

Outcome<Rows> Session::run(const std::string& sql, Milliseconds limit) {
  if (auto failure = send(sql)) {
    return *std::move(failure);
  }
  return read(false, limit);
}

std::optional<Failure> Session::copy(const std::string& command, std::string_view text) {
  if (auto failure = send(command)) {
    return failure;
  }
  if (auto begun = read(true, limits_.statement); !begun) {
    return begun.error();
  }
  if (auto failure = send_text(text)) {
    return failure;
  }
  const auto done = read(false, limits_.statement);
  return done ? std::nullopt : std::optional(done.error());
}

std::optional<Failure> Session::send(const std::string& sql) {
  if (!connection_ || PQsendQuery(connection_.get(), sql.c_str()) != 1) {
    return broken();
  }
  return flush(steady_clock::now() + limits_.statement + limits_.patience);
}

std::optional<Failure> Session::send_text(std::string_view text) {
  while (!text.empty()) {
    const auto piece = text.substr(0, copy_piece);
    text.remove_prefix(piece.size());
    if (auto failure = put([&] {
          return PQputCopyData(connection_.get(), piece.data(), static_cast<int>(piece.size()));
        })) {
      return failure;
    }
  }
  return put([&] { return PQputCopyEnd(connection_.get(), nullptr); });
}

/// What libpq takes at once or only when there is room.
std::optional<Failure> Session::put(const std::function<int()>& put_some) {
  const auto deadline = steady_clock::now() + limits_.copy_stall;
  for (;;) {
    const int taken = put_some();
    if (taken < 0) {
      return broken();
    }
    if (auto failure = flush(deadline); failure || taken == 1) {
      return failure;
    }
  }
}

/// Everything goes out; what comes meanwhile is taken in, for the server may stop reading until it
/// has been heard.
std::optional<Failure> Session::flush(Time deadline) {
  for (;;) {
    const int unsent = PQflush(connection_.get());
    if (unsent < 0) {
      return broken();
    }
    if (unsent == 0) {
      return std::nullopt;
    }
    if (wait(true, deadline) == Waited::late) {
      return late("took no more");
    }
    if (PQconsumeInput(connection_.get()) == 0) {
      return broken();
    }
  }
}

Session::Waited Session::wait(bool for_write, Time deadline) {
  for (;;) {
    const auto now = steady_clock::now();
    const auto until = std::min(deadline, now + sign_of_life);
    if (net::postgres::wait_for(PQsocket(connection_.get()), true, for_write, until, -1) ==
        net::postgres::Waited::ready) {
      return Waited::ready;
    }
    alive_();
    if (until >= deadline) {
      return Waited::late;
    }
  }
}

/// Reads to the end of the answers, or until the server wants the text of a COPY.
Outcome<Rows> Session::read(bool until_copy, Milliseconds limit) {
  const auto deadline = steady_clock::now() + limit + limits_.patience;
  std::optional<Failure> failure;
  Rows rows;
  for (;;) {
    while (PQisBusy(connection_.get()) != 0) {
      if (wait(false, deadline) == Waited::late) {
        return late("did not answer");
      }
      if (PQconsumeInput(connection_.get()) == 0) {
        return broken();
      }
    }
    const ResultHandle result(PQgetResult(connection_.get()));
    if (!result) {
      break;
    }
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COPY_IN) {
      return until_copy ? Outcome<Rows>(rows) : broken();
    }
    if (status == PGRES_FATAL_ERROR) {
      failure = failure ? failure : failure_of(result.get(), target_);
    } else if (status == PGRES_TUPLES_OK) {
      rows = rows_of(result.get());
    }
  }
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    close();
    return failure ? Failure{"", failure->error} : broken();
  }
  if (failure) {
    return *failure;
  }
  return rows;
}

Failure Session::broken() {
  const auto words =
      connection_ ? net::postgres::first_line(PQerrorMessage(connection_.get())) : "";
  close();
  return {"",
          {ErrorKind::unavailable,
           fmt::format("the connection to {} broke: {}", target_.place(),
                       words.empty() ? "closed" : words),
           "the server was stopped or restarted, or the network failed", ""}};
}

Failure Session::late(const char* during) {
  close();
  return {"",
          {ErrorKind::timeout, fmt::format("{} {} in time", target_.place(), during),
           "the server is frozen or overloaded, or the network between is broken", ""}};
}

}  // namespace livetap::shipper
