#include "agent/sql/columns.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "agent/history/history_columns.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"

namespace livetap::sql {

namespace {

constexpr FieldType types[] = {FieldType::f64, FieldType::i64, FieldType::boolean, FieldType::text,
                               FieldType::time};
constexpr FieldKind kinds[] = {FieldKind::gauge, FieldKind::counter, FieldKind::state,
                               FieldKind::text};
constexpr Aggregate aggregates[] = {Aggregate::mean, Aggregate::min, Aggregate::max,
                                    Aggregate::last, Aggregate::all, Aggregate::any};

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

std::string column_values(std::string_view measurement, std::size_t place, const Column& column) {
  return fmt::format("({}, {}, {}, {}, {}, {}, {}, {}, {}, {})", quoted_text(measurement),
                     quoted_text(column.name), quoted_text(column.field), place, column.tag,
                     quoted_text(to_string(column.type)), quoted_text(to_string(column.kind)),
                     quoted_text(to_string(column.aggregate)), quoted_text(column.unit),
                     quoted_text(column.doc));
}

Column column_of(const Field& field) {
  return {field.name, field.name,      false,      field.type,
          field.kind, field.aggregate, field.unit, field.doc};
}

Column column_of(const std::string& tag) {
  Column column;
  column.name = column.field = tag;
  column.tag = true;
  return column;
}

/// Finds a column for each tag and field of a measurement, and makes those that are missing.
class Placing {
 public:
  Placing(TableChange& change) : change_(change) {}

  void place(const Column& wanted) {
    auto* own = find(wanted.name);
    if (own == nullptr) {
      return add(wanted);
    }
    if (own->field != wanted.field || own->tag != wanted.tag) {
      return place_apart(wanted);
    }
    if (own->type == FieldType::i64 && wanted.type == FieldType::f64) {
      own->type = FieldType::f64;
      own->aggregate = wanted.aggregate;
      change_.retyped.push_back(*own);
    } else if (own->type != wanted.type &&
               !(own->type == FieldType::f64 && wanted.type == FieldType::i64)) {
      return place_apart(wanted);
    }
    change_.names.push_back(own->name);
  }

 private:
  Column* find(const std::string& name) {
    auto& columns = change_.table.columns;
    const auto at = std::find_if(columns.begin(), columns.end(),
                                 [&](const Column& column) { return column.name == name; });
    return at == columns.end() ? nullptr : &*at;
  }

  /// In a column that is called by its type, or by type and a number where that is taken.
  void place_apart(Column wanted) {
    const auto base = fmt::format("{}_{}", wanted.field,
                                  wanted.tag ? std::string_view("tag") : to_string(wanted.type));
    wanted.name = base;
    for (int number = 2;; ++number) {
      const auto* known = find(wanted.name);
      if (known == nullptr) {
        return add(wanted);
      }
      if (known->field == wanted.field && known->tag == wanted.tag && known->type == wanted.type) {
        change_.names.push_back(known->name);
        return;
      }
      wanted.name = fmt::format("{}_{}", base, number);
    }
  }

  void add(const Column& wanted) {
    change_.added.push_back(wanted);
    change_.table.columns.push_back(wanted);
    change_.names.push_back(wanted.name);
  }

  TableChange& change_;
};

}  // namespace

std::string columns_query(std::string_view schema, std::string_view measurement) {
  return fmt::format(
      "select name, field, tag, type, kind, aggregate, unit, doc from {} where measurement = {} "
      "and to_regclass({}) is not null order by place, name",
      quoted_name(schema, column_table), quoted_text(measurement),
      quoted_text(quoted_name(schema, measurement)));
}

std::optional<Table> table_of(std::string_view measurement, const std::vector<ColumnRow>& rows) {
  Table table;
  table.measurement = measurement;
  for (const auto& row : rows) {
    Column column;
    if (row.size() != 8 || !row[0] || !row[1] || !read_enum(row[3], types, column.type) ||
        !read_enum(row[4], kinds, column.kind) ||
        !read_enum(row[5], aggregates, column.aggregate)) {
      return std::nullopt;
    }
    column.name = *row[0];
    column.field = *row[1];
    column.tag = row[2] == "t";
    column.unit = row[6].value_or("");
    column.doc = row[7].value_or("");
    table.columns.push_back(std::move(column));
  }
  return rows.empty() ? std::nullopt : std::optional(std::move(table));
}

std::string note_columns(std::string_view schema, const Table& table) {
  std::string values;
  std::size_t place = 0;
  for (const auto& column : table.columns) {
    values += place == 0 ? "" : ", ";
    values += column_values(table.measurement, place++, column);
  }
  return fmt::format(
      "insert into {} (measurement, name, field, place, tag, type, kind, aggregate, unit, doc) "
      "values {} on conflict (measurement, name) do update set place = excluded.place, "
      "type = excluded.type, kind = excluded.kind, aggregate = excluded.aggregate, "
      "unit = excluded.unit, doc = excluded.doc",
      quoted_name(schema, column_table), values);
}

std::string note_used(std::string_view schema, std::string_view measurement,
                      const std::set<std::string>& names) {
  std::string list;
  for (const auto& name : names) {
    list += (list.empty() ? "" : ", ") + quoted_text(name);
  }
  return fmt::format("update {} set used = now() where measurement = {} and name in ({})",
                     quoted_name(schema, column_table), quoted_text(measurement), list);
}

std::string type_conflicts_query(std::string_view schema) {
  return fmt::format(
      "select measurement, field, string_agg(name, ', ' order by place) from {} "
      "where used > now() - interval '3 hours' "
      "group by measurement, field having count(*) > 1 order by 1, 2",
      quoted_name(schema, column_table));
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

TableChange table_change(const std::optional<Table>& known, const Measurement& wanted) {
  TableChange change;
  change.is_new = !known;
  change.table = known ? *known : Table{wanted.name, wanted.doc, {}};
  Placing placing(change);
  for (const auto& tag : wanted.tags) {
    placing.place(column_of(tag));
  }
  for (const auto& field : wanted.fields) {
    field.name == batches_column ? change.names.push_back(field.name)
                                 : placing.place(column_of(field));
  }
  return change;
}

}  // namespace livetap::sql
