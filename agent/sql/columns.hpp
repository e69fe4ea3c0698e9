#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/schema.hpp"

namespace livetap::sql {

/// A column of a measurement's table.
struct Column {
  std::string name;
  std::string field;  ///< whose values it has, or which tag's; another name than its own where
                      ///< agents give the field different types
  bool tag = false;   ///< then a text
  FieldType type = FieldType::text;
  FieldKind kind = FieldKind::text;
  Aggregate aggregate = Aggregate::last;
  std::string unit = {};
  std::string doc = {};

  bool operator==(const Column&) const = default;
};

/// The table of a measurement: what all agents that write it have in common. Besides these columns
/// it has time, agent and the weight of its means, see history_columns().
struct Table {
  std::string measurement;
  std::string doc = {};
  std::vector<Column> columns;  ///< tags before fields, but for tags that were added later

  bool operator==(const Table&) const = default;
};

/// The columns of a measurement's table, as the catalogue of the history has them.
std::string columns_query(std::string_view schema, std::string_view measurement);

/// One answer to columns_query.
using ColumnRow = std::vector<std::optional<std::string>>;

/// Nothing when there is no table, or a catalogue that makes no sense.
std::optional<Table> table_of(std::string_view measurement, const std::vector<ColumnRow>& rows);

/// Writes columns into the catalogue; those that are there take the new type, kind, aggregate, unit
/// and doc.
std::string note_columns(std::string_view schema, const Table& table);

/// Notes that an agent writes these columns: at first, and once an hour.
std::string note_used(std::string_view schema, std::string_view measurement,
                      const std::set<std::string>& names);

/// Fields that agents gave different types within the last three hours: gives measurement, field,
/// and the names of its columns with commas between them.
std::string type_conflicts_query(std::string_view schema);

/// PostgreSQL's type for a field: double precision, bigint, boolean, text, timestamptz.
const char* column_type(FieldType type);

/// What has to happen to a table before it takes the rows of a measurement.
struct TableChange {
  Table table;  ///< afterwards
  bool is_new = false;
  std::vector<Column> added;
  std::vector<Column> retyped;     ///< whole numbers that become doubles
  std::vector<std::string> names;  ///< the column of each tag and then of each field

  bool is_needed() const { return is_new || !added.empty() || !retyped.empty(); }
};

/// Nothing is ever taken away, and no table replaced. A tag or field that the table does not have
/// becomes a column. A double in a column of whole numbers makes it one of doubles; whole numbers
/// lie in a column of doubles as they are. What else has another type gets a column of its own,
/// `<field>_<type>`. `wanted`: as history_columns() makes it; its weight is in every table.
TableChange table_change(const std::optional<Table>& known, const Measurement& wanted);

}  // namespace livetap::sql
