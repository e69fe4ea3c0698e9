#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/schema.hpp"

namespace livetap::sql {

/// The columns of a measurement's table, as the catalogue of the history has them.
std::string columns_query(std::string_view schema, std::string_view measurement);

/// One answer to columns_query.
using ColumnRow = std::vector<std::optional<std::string>>;

/// The shape that a table has; nothing when there is none, or one that makes no sense.
std::optional<Measurement> known_shape(std::string_view measurement,
                                       const std::vector<ColumnRow>& rows);

/// Notes columns down; those that are noted already take the new kind, unit and doc.
std::string note_columns(std::string_view schema, const Measurement& shape);
std::string forget_columns(std::string_view schema, std::string_view measurement);

/// PostgreSQL's type for a field: double precision, bigint, boolean, text, timestamptz.
const char* column_type(FieldType type);

/// Whether a step of time shows the mean of the field; if not, its last value.
inline bool is_averaged(const Field& field) {
  return field.is_number() && field.kind == FieldKind::gauge;
}

/// What has to happen to a table before it takes rows of a shape.
struct TableChange {
  enum class Kind {
    none,
    create,
    widen,    ///< columns are added
    replace,  ///< a column changed its type, or the tags are others: the table makes room
  };
  Kind kind = Kind::none;
  Measurement shape;  ///< of the table afterwards
  std::vector<Field> added;
  std::string reason;  ///< of a replacement, in words
};

TableChange table_change(const std::optional<Measurement>& known, const Measurement& wanted);

}  // namespace livetap::sql
