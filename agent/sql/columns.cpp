#include "agent/sql/columns.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"

namespace livetap::sql {

namespace {

constexpr FieldType types[] = {FieldType::f64, FieldType::i64, FieldType::boolean, FieldType::text,
                               FieldType::time};
constexpr FieldKind kinds[] = {FieldKind::gauge, FieldKind::counter, FieldKind::state,
                               FieldKind::text};

template <class Enum, std::size_t count>
bool read_enum(const std::optional<std::string>& text, const Enum (&all)[count], Enum& value) {
  for (const auto one : all) {
    if (text == to_string(one)) {
      value = one;
      return true;
    }
  }
  return false;
}

const Field* find(const std::vector<Field>& fields, const std::string& name) {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const Field& field) { return field.name == name; });
  return at == fields.end() ? nullptr : &*at;
}

std::string column_values(std::string_view measurement, std::size_t place, const Field& field,
                          bool tag) {
  return fmt::format("({}, {}, {}, {}, {}, {}, {}, {})", quoted_text(measurement),
                     quoted_text(field.name), place, tag, quoted_text(to_string(field.type)),
                     quoted_text(to_string(field.kind)), quoted_text(field.unit),
                     quoted_text(field.doc));
}

Field tag_column(const std::string& name) {
  Field column;
  column.name = name;
  column.type = FieldType::text;
  column.kind = FieldKind::text;
  return column;
}

/// Why rows of `wanted` cannot lie in a table of `known`; empty when they can.
std::string conflict(const Measurement& known, const Measurement& wanted) {
  if (known.tags != wanted.tags) {
    return "its tags are others";
  }
  for (const auto& field : wanted.fields) {
    const auto* column = find(known.fields, field.name);
    if (column != nullptr && column->type != field.type) {
      return fmt::format("field {} was {}, is {}", field.name, to_string(column->type),
                         to_string(field.type));
    }
  }
  return "";
}

}  // namespace

std::string columns_query(std::string_view schema, std::string_view measurement) {
  return fmt::format(
      "select name, tag, type, kind, unit, doc from {} where measurement = {} "
      "and to_regclass({}) is not null order by place, name",
      quoted_name(schema, column_table), quoted_text(measurement),
      quoted_text(quoted_name(schema, measurement)));
}

std::optional<Measurement> known_shape(std::string_view measurement,
                                       const std::vector<ColumnRow>& rows) {
  Measurement shape;
  shape.name = measurement;
  for (const auto& row : rows) {
    Field field;
    if (row.size() != 6 || !row[0] || !read_enum(row[2], types, field.type) ||
        !read_enum(row[3], kinds, field.kind)) {
      return std::nullopt;
    }
    field.name = *row[0];
    field.unit = row[4].value_or("");
    field.doc = row[5].value_or("");
    if (row[1] == "t") {
      shape.tags.push_back(field.name);
    } else {
      shape.fields.push_back(std::move(field));
    }
  }
  return rows.empty() ? std::nullopt : std::optional(std::move(shape));
}

std::string note_columns(std::string_view schema, const Measurement& shape) {
  std::string values;
  std::size_t place = 0;
  const auto add = [&](const Field& column, bool tag) {
    values += place == 0 ? "" : ", ";
    values += column_values(shape.name, place++, column, tag);
  };
  for (const auto& tag : shape.tags) {
    add(tag_column(tag), true);
  }
  for (const auto& field : shape.fields) {
    add(field, false);
  }
  return fmt::format(
      "insert into {} (measurement, name, place, tag, type, kind, unit, doc) values {} "
      "on conflict (measurement, name) do update set place = excluded.place, kind = excluded.kind, "
      "unit = excluded.unit, doc = excluded.doc",
      quoted_name(schema, column_table), values);
}

std::string forget_columns(std::string_view schema, std::string_view measurement) {
  return fmt::format("delete from {} where measurement = {}", quoted_name(schema, column_table),
                     quoted_text(measurement));
}

const char* column_type(FieldType type) {
  switch (type) {
    case FieldType::f64:
      return "double precision";
    case FieldType::i64:
      return "bigint";
    case FieldType::boolean:
      return "boolean";
    case FieldType::text:
      return "text";
    case FieldType::time:
      return "timestamptz";
  }
  return "text";
}

TableChange table_change(const std::optional<Measurement>& known, const Measurement& wanted) {
  using Kind = TableChange::Kind;
  if (!known) {
    return {Kind::create, wanted, {}, ""};
  }
  if (auto why = conflict(*known, wanted); !why.empty()) {
    return {Kind::replace, wanted, {}, std::move(why)};
  }
  TableChange change{Kind::none, *known, {}, ""};
  for (const auto& field : wanted.fields) {
    if (find(known->fields, field.name) == nullptr) {
      change.kind = Kind::widen;
      change.added.push_back(field);
      change.shape.fields.push_back(field);
    }
  }
  return change;
}

}  // namespace livetap::sql
