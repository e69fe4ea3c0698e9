#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/rows.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// A column of what is printed, after the time.
struct PrintColumn {
  std::string name;
  bool tag = false;
  FieldType type = FieldType::text;
  bool json = false;  ///< its texts are JSON objects
};

/// A row of it: a value a column, borrowed until it is printed.
struct PrintRow {
  WallTime time{};
  std::vector<Value> cells;
};

/// Puts rows into text for people or programs, as they come: page by page, so that nothing has to
/// hold them all.
class RowPrinter {
 public:
  virtual ~RowPrinter() = default;

  virtual std::string begin(const std::string& measurement,
                            const std::vector<PrintColumn>& columns) = 0;
  virtual std::string page(const std::vector<PrintRow>& rows) = 0;
  virtual std::string end() = 0;
};

/// Aligned columns; `-` for null.
std::unique_ptr<RowPrinter> table_printer();
/// RFC 4180, with a header; nothing between commas for null.
std::unique_ptr<RowPrinter> csv_printer();
/// {"measurement", "rows": [{"time": ms, "tags": {…}, "fields": {…}}]}, a row a line.
std::unique_ptr<RowPrinter> json_printer();

}  // namespace livetap
