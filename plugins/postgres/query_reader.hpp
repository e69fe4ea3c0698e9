#pragma once
#include <livetap/probe.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plugins/postgres/connection.hpp"
#include "plugins/postgres/query.hpp"

namespace livetap::postgres {

/// Turns the result of one query into rows of its measurement, gather after gather. Declares the
/// measurement when its fields are known to the source only.
class QueryReader : public RowReader {
 public:
  QueryReader(Query query, sdk::MeasurementHandle measurement);

  /// Begins a gather; `call` must outlive it.
  void begin(sdk::Collect& call);

  std::optional<Failure> columns(const std::vector<Column>& columns) override;
  bool row(std::span<const Cell> cells) override;

  const Query& query() const { return query_; }
  sdk::MeasurementHandle measurement() const { return measurement_; }
  std::size_t rows() const { return rows_; }

 private:
  std::optional<Failure> lay_out_anew(const std::vector<Column>& columns);
  bool same_columns(const std::vector<Column>& columns) const;
  bool is_twin();
  void read_values(std::span<const Cell> cells);
  void warn_once(const std::string& about, const std::string& text);

  Query query_;
  sdk::MeasurementHandle measurement_;
  sdk::Collect* call_ = nullptr;

  std::vector<FieldSpec> fields_;  // as the agent knows them; empty: not declared yet
  Layout layout_;                  // of the columns below
  std::vector<std::pair<std::string, unsigned>> columns_;

  std::size_t rows_ = 0;
  std::set<std::string> series_;  // of this gather
  std::set<std::string> warned_;
  std::vector<livetap_str> tag_texts_;
  std::vector<livetap_value> values_;
};

}  // namespace livetap::postgres
