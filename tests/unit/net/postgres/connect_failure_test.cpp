#include "net/postgres/connect_failure.hpp"

#include <doctest/doctest.h>

using namespace livetap::net::postgres;

namespace {

// What libpq 15 wrote on real occasions.
Failure failure(const std::string& text) {
  return connect_failure(text, *Target::parse("postgresql://watcher@db:5433/ytrader", ""));
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a wrong password is told by its code, in any language") {
  const Failure found = failure(
      "connection to server at \"db\" (10.0.0.7), port 5433 failed: FATAL:  28P01: "
      "Passwort-Authentifizierung für Benutzer »watcher« fehlgeschlagen\n"
      "LOCATION:  auth_failed, auth.c:335\n");
  CHECK(found.kind == FailureKind::auth);
  CHECK(has(found.hint, "password of role watcher"));
  CHECK_FALSE(has(found.message, "LOCATION"));
  CHECK_FALSE(has(found.message, "\n"));
}

TEST_CASE("each way of being turned away has its cure") {
  const auto refused = [](const char* code, const char* words) {
    return failure("connection to server failed: FATAL:  " + std::string(code) + ": " + words);
  };
  CHECK(has(refused("28000", "no pg_hba.conf entry for host").hint, "in pg_hba.conf"));
  CHECK(has(refused("28000", "role \"watcher\" does not exist").hint, "does role watcher exist"));
  CHECK(has(refused("3D000", "database does not exist").hint, "no database ytrader on db:5433"));
  CHECK(has(refused("42501", "permission denied for database").hint,
            "GRANT CONNECT ON DATABASE ytrader TO watcher"));
  CHECK(has(refused("53300", "sorry, too many clients already").hint, "CONNECTION LIMIT"));
  CHECK(refused("53300", "sorry, too many clients already").kind == FailureKind::unavailable);
  CHECK(refused("57P03", "the database system is starting up").kind == FailureKind::unavailable);
  CHECK(has(refused("08P01", "unsupported startup parameter: options").hint, "pgbouncer"));
  CHECK(has(refused("22023", "invalid value for parameter").hint, "options in the url"));
}

TEST_CASE("with several addresses the last answer counts, and all are told") {
  const Failure found = failure(
      "connection to server at \"db\" (::1), port 5433 failed: Connection refused\n"
      "\tIs the server running on that host and accepting TCP/IP connections?\n"
      "connection to server at \"db\" (127.0.0.1), port 5433 failed: FATAL:  53300: sorry\n");
  CHECK(has(found.hint, "max_connections"));
  CHECK(found.message ==
        "connection to server at \"db\" (::1), port 5433 failed: Connection refused; connection to "
        "server at \"db\" (127.0.0.1), port 5433 failed: FATAL:  53300: sorry");
}

TEST_CASE("nobody there is not the same as nobody let in") {
  CHECK(failure("connection to server failed: Connection refused")
            .hint.find("is PostgreSQL running on db:5433") == 0);
  CHECK(failure("could not translate host name \"db\" to address").kind ==
        FailureKind::unavailable);
  CHECK(failure("fe_sendauth: no password supplied").kind == FailureKind::auth);
  CHECK(failure("SSL error: certificate verify failed").kind == FailureKind::auth);
  CHECK(failure("server closed the connection unexpectedly").kind == FailureKind::unavailable);
  CHECK(failure("Connection reset by peer").hint ==
        failure("server closed the connection unexpectedly").hint);
  CHECK(connect_timeout(*Target::parse("postgresql://a@b/c", "")).kind == FailureKind::timeout);
}
