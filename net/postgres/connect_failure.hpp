#pragma once
#include <string>

#include "net/postgres/failure.hpp"
#include "net/postgres/target.hpp"

namespace livetap::net::postgres {

/// Classifies what libpq says about a connection that did not come about. libpq has no call for the
/// SQLSTATE of a refused login; it is read from the text, which holds it when the connection's
/// verbosity is PQERRORS_VERBOSE.
Failure connect_failure(const std::string& libpq_text, const Target& target);

/// A connection that did not come about in time.
Failure connect_timeout(const Target& target);

}  // namespace livetap::net::postgres
