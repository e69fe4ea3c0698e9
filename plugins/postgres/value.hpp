#pragma once
#include <livetap/probe.h>

#include <optional>
#include <string_view>

namespace livetap::postgres {

/// The type that a column has by itself, from its type's number in pg_type: int2, int4, int8 and
/// oid are int; float4, float8 and numeric double; bool bool; timestamp and timestamptz time; all
/// others (json, uuid, dates, intervals, enums, arrays ...) text.
livetap_type column_type(unsigned oid);

/// Whether a column holds json or jsonb.
bool is_json(unsigned oid);

/// A cell of a result: PostgreSQL's own text form; no text is SQL's null.
using Cell = std::optional<std::string_view>;

enum class Fit {
  yes,
  null,  ///< the value says itself that there is none: SQL null, NaN, infinity, json of another
         ///< kind
  no     ///< a value that its field cannot hold
};

/// Turns a cell into a value of the field's type. Whatever is not Fit::yes leaves `out` null; a
/// value is never bent to fit. Numbers are exact as far as their type goes: a numeric becomes the
/// nearest double, and is an int only when it has no fraction. Text is borrowed from the cell.
Fit read_value(const Cell& cell, unsigned oid, livetap_type type, livetap_value& out);

}  // namespace livetap::postgres
