#pragma once

#include <cstddef>
#include <string>

#include "agent/model/time.hpp"
#include "agent/web/json_writer.hpp"
#include "agent/web/panel.hpp"

namespace livetap::web {

/// Rows that one answer holds at most, and bytes of a text in it.
inline constexpr std::size_t most_rows = 200;
inline constexpr std::size_t longest_text = 256;

/// Which rows of the last good gather are asked for.
struct RowsQuery {
  std::string search{};  ///< in any tag or text, whatever the case; empty: all
  std::string sort{};    ///< a tag or field; empty: as measured
  bool descending = false;
  std::size_t offset = 0;
  std::size_t limit = 50;
};

// What docs/api.md says of a measurement, in the same words. Each appends one object.

/// Its shape: an entry of /api/schema.
void write_shape(JsonWriter& json, const Panel& panel);
/// The whole window, or the rows of a table: /api/series.
void write_series(JsonWriter& json, const Panel& panel);
/// One page of rows: /api/rows.
void write_rows(JsonWriter& json, const Panel& panel, const RowsQuery& query, SteadyTime now);
/// The newest gather: event `gather` of the stream. `table` is what table_rows() gave, or empty
/// when the reader has these rows already.
void write_gather(JsonWriter& json, const Panel& panel, const std::string& table);

/// The rows of a table as a JSON array; empty for what is none.
std::string table_rows(const Panel& panel);

}  // namespace livetap::web
