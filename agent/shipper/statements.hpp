#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "agent/shipper/session.hpp"
#include "agent/sql/step.hpp"

/// Statements of which only the failure counts, and what their answers hold. See Session for how
/// they wait.
namespace livetap::shipper {

std::optional<Failure> run(Session& session, const std::string& statement);
/// Up to the first that fails. `limit`: of each step, where it is another than the session's.
std::optional<Failure> run(Session& session, const sql::Steps& steps,
                           Milliseconds limit = Milliseconds(0));

/// All that `work` does, or nothing.
std::optional<Failure> in_transaction(Session& session,
                                      const std::function<std::optional<Failure>()>& work);

/// The same failure, as one of the table of a measurement.
Failure about(Failure failure, const std::string& measurement);
std::optional<Failure> about(std::optional<Failure> failure, const std::string& measurement);

/// A column as a whole number; 0 when it is none.
std::int64_t number(const std::optional<std::string>& column);
/// Whether a column of the first row is true; false without a row.
bool is_true(const Rows& rows, std::size_t column);

}  // namespace livetap::shipper
