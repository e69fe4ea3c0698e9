#pragma once

#include <string>

#include "agent/shipper/session.hpp"
#include "agent/sql/step.hpp"

typedef struct pg_result PGresult;

namespace livetap::shipper {

/// What the server says of a statement that failed: understood by its code, for its texts come in
/// the server's language.
Failure failure_of(const PGresult* result, const net::postgres::Target& target);

/// The same with the step's own cure, when the server did not allow the step.
Failure with_cure(Failure failure, const sql::Step& step);

/// The data themselves are what the database does not take: the rows, not their table.
bool is_refused(const Failure& failure);

/// The table is what fails, not the server or the connection.
bool is_of_table(const Failure& failure);

}  // namespace livetap::shipper
