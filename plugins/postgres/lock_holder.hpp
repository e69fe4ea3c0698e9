#pragma once
#include <optional>
#include <string>

#include "plugins/postgres/connection.hpp"

namespace livetap::postgres {

/// Finds out who holds the lock that a statement waited for in vain. PostgreSQL does not say; but
/// what a select waits for is an ACCESS EXCLUSIVE lock on a table that it names, and every role may
/// read pg_locks.
class LockHolder : public RowReader {
 public:
  explicit LockHolder(const std::string& sql) : sql_(sql) {}

  static const std::string& query();

  std::optional<Failure> columns(const std::vector<Column>& columns) override;
  bool row(std::span<const Cell> cells) override;

  /// Adds what was found to a failure: the table, and whom to end.
  void explain(Failure& failure) const;

 private:
  const std::string& sql_;
  std::string table_;
  std::string pid_;
  std::string role_;
};

}  // namespace livetap::postgres
