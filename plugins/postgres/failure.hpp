#pragma once
#include <livetap/probe.h>

#include <string>

#include "net/postgres/failure.hpp"

namespace livetap::postgres {

/// What went wrong with a query or with the connection, and the reaction it asks for.
struct Failure {
  livetap_error_kind kind = LIVETAP_ERROR_PROTOCOL;
  std::string message;
  std::string hint;
  bool lost = false;         ///< the connection cannot be used any more
  bool out_of_time = false;  ///< the query used up what it was given
  bool locked = false;       ///< ... waiting for a lock
};

/// What PostgreSQL says about a statement that failed. Its texts come in the server's language, so
/// only the code is understood.
struct SqlError {
  std::string code;     ///< SQLSTATE; empty when the connection broke
  std::string message;  ///< the primary text
  int position = 0;     ///< in characters of the statement, from 1; 0: unknown
};

/// Classifies a statement that failed. `role` is whom we are logged in as.
Failure sql_failure(const SqlError& error, const std::string& sql, const std::string& role);

/// A failure of the connection itself.
Failure lost(const net::postgres::Failure& failure);

using net::postgres::first_line;

}  // namespace livetap::postgres
