#include "agent/sql/copy_text.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <variant>

#include "agent/line/number.hpp"
#include "agent/sql/day.hpp"
#include "agent/sql/history_schema.hpp"
#include "agent/sql/quoting.hpp"

namespace livetap::sql {

namespace {

constexpr std::string_view missing = "\\N";

void append_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\0':
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
}

void append_time(std::string& out, WallTime time) {
  const auto text = time_text(time);
  out += text ? std::string_view(*text) : missing;
}

void append_value(std::string& out, FieldType type, const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    append_text(out, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (type == FieldType::time) {
      append_time(out, WallTime(Milliseconds(*number)));
    } else {
      line::append_integer(out, *number);
    }
  } else if (const auto* real = std::get_if<double>(&value); real && std::isfinite(*real)) {
    line::append_number(out, *real);
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    out += *boolean ? 't' : 'f';
  } else {
    out += missing;
  }
}

}  // namespace

std::string copy_rows_command(std::string_view schema, std::string_view measurement,
                              const std::vector<std::string>& columns) {
  std::string list = "time, agent";
  for (const auto& column : columns) {
    list += ", " + quoted_name(column);
  }
  return fmt::format("copy {} ({}) from stdin", quoted_name(schema, measurement), list);
}

void append_rows(std::string& out, std::string_view agent, const Measurement& shape, WallTime time,
                 const RowBlock& rows) {
  std::string start;
  append_time(start, time);
  start += '\t';
  append_text(start, agent);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    out += start;
    for (std::size_t i = 0; i < shape.tags.size(); ++i) {
      out += '\t';
      append_text(out, rows.tag(row, i));
    }
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
      out += '\t';
      append_value(out, shape.fields[i].type, rows.field(row, i));
    }
    out += '\n';
  }
}

std::string copy_events_command(std::string_view schema) {
  return fmt::format(
      "copy {} (time, agent, probe, service, type, severity, message, attributes) from stdin",
      quoted_name(schema, event_table));
}

void append_event(std::string& out, std::string_view agent, const Event& event) {
  append_time(out, event.time);
  for (const std::string_view text :
       {agent, std::string_view(event.probe), std::string_view(event.service),
        std::string_view(event.type), to_string(event.severity), std::string_view(event.message)}) {
    out += '\t';
    append_text(out, text);
  }
  out += '\t';
  if (event.attributes.empty()) {
    out += missing;
  } else {
    append_text(out, event.attributes);
  }
  out += '\n';
}

}  // namespace livetap::sql
