#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugins/postgres/failure.hpp"
#include "plugins/postgres/layout.hpp"
#include "plugins/postgres/value.hpp"

namespace livetap::postgres {

/// The values of $1, $2 ... of a statement, as text; nothing is null. Their types are what the
/// statement makes of them.
using Parameters = std::vector<std::optional<std::string>>;

/// Takes a result as it comes in. What it is given is borrowed until it returns.
class RowReader {
 public:
  virtual ~RowReader() = default;

  /// The columns, once, before the first row; also when there is no row.
  virtual std::optional<Failure> columns(const std::vector<Column>& columns) = 0;

  /// One row. False when no more are wanted; the rest is cancelled on the server.
  virtual bool row(std::span<const Cell> cells) = 0;
};

}  // namespace livetap::postgres
