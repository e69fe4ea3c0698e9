#pragma once
#include <livetap/probe.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "plugins/postgres/connection.hpp"

namespace livetap::postgres {

/// What the probe measures besides its queries: `postgres`, the server as a whole, and
/// `postgres_query`, how each query went last. Both are rows also when nothing can be measured:
/// that the server is down is a value.
class ServerHealth : public RowReader {
 public:
  /// How a query went last.
  struct Run {
    std::string query;
    std::optional<double> duration_ms;
    std::optional<std::int64_t> rows;
    std::optional<bool> up;  ///< nothing: it has not run yet
  };

  /// Adds both measurements to the schema.
  explicit ServerHealth(sdk::Schema& schema);

  static const std::string& sql();

  std::optional<Failure> columns(const std::vector<Column>& columns) override;
  bool row(std::span<const Cell> cells) override;

  /// Closes `postgres` with what was read since the last close; `failure`: why nothing was.
  void close_server(sdk::Collect& call, const Failure* failure);

  /// Closes `postgres_query`. Queries that have not run yet give no row.
  void close_queries(sdk::Collect& call, const std::vector<Run>& runs) const;

  sdk::MeasurementHandle server() const { return server_; }
  sdk::MeasurementHandle queries() const { return queries_; }

 private:
  sdk::MeasurementHandle server_;
  sdk::MeasurementHandle queries_;
  std::optional<std::int64_t> used_;
  std::optional<std::int64_t> allowed_;
  std::optional<double> lag_s_;
};

}  // namespace livetap::postgres
