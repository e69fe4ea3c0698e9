#include "agent/shipper/statements.hpp"

#include <charconv>
#include <utility>

#include "agent/shipper/failure_words.hpp"

namespace livetap::shipper {

std::optional<Failure> run(Session& session, const std::string& statement) {
  const auto done = session.run(statement);
  return done ? std::nullopt : std::optional(done.error());
}

std::optional<Failure> run(Session& session, const sql::Steps& steps, Milliseconds limit) {
  for (const auto& step : steps) {
    const auto done = limit.count() > 0 ? session.run(step.sql, limit) : session.run(step.sql);
    if (!done) {
      return with_cure(done.error(), step);
    }
  }
  return std::nullopt;
}

std::optional<Failure> in_transaction(Session& session,
                                      const std::function<std::optional<Failure>()>& work) {
  if (auto failure = run(session, "begin")) {
    return failure;
  }
  if (auto failure = work()) {
    if (!failure->code.empty()) {
      run(session, "rollback");
    }
    return failure;
  }
  return run(session, "commit");
}

Failure about(Failure failure, const std::string& measurement) {
  failure.table = measurement;
  return failure;
}

std::optional<Failure> about(std::optional<Failure> failure, const std::string& measurement) {
  return failure ? std::optional(about(*std::move(failure), measurement)) : std::nullopt;
}

std::int64_t number(const std::optional<std::string>& column) {
  std::int64_t value = 0;
  if (column) {
    std::from_chars(column->data(), column->data() + column->size(), value);
  }
  return value;
}

bool is_true(const Rows& rows, std::size_t column) {
  return !rows.empty() && column < rows[0].size() && rows[0][column] == "t";
}

}  // namespace livetap::shipper
