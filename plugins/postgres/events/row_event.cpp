#include "plugins/postgres/events/row_event.hpp"

#include <fmt/format.h>

#include "plugins/postgres/name.hpp"

namespace livetap::postgres {
namespace {

constexpr std::size_t most_value_bytes = 8 * 1024;
constexpr std::size_t most_attribute_bytes = 60 * 1024;  // the agent takes 64 KiB

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

bool is_finite(std::string_view number) {
  return number.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

std::string json_value(const Cell& cell, unsigned oid) {
  if (!cell) return "null";
  if (is_json(oid)) return std::string(*cell);
  switch (column_type(oid)) {
    case LIVETAP_BOOL:
      return *cell == "t" ? "true" : "false";
    case LIVETAP_I64:
    case LIVETAP_F64:
      return is_finite(*cell) ? std::string(*cell) : "null";
    default:
      break;
  }
  std::string text;
  append_json_text(text, *cell);
  return text;
}

std::string json_object(const EventColumns& columns, std::span<const Cell> cells, bool& cut) {
  std::string object = "{";
  for (const EventColumns::Attribute& attribute : columns.attributes) {
    if (object.size() > 1) object += ',';
    append_json_text(object, attribute.name);
    object += ':';
    std::string value = json_value(cells[attribute.column], attribute.oid);
    if (value.size() > most_value_bytes || object.size() + value.size() > most_attribute_bytes) {
      value = "null";
      cut = true;
    }
    object += value;
  }
  return object + '}';
}

std::string_view text_of(std::optional<std::size_t> column, std::span<const Cell> cells) {
  return column && cells[*column] ? *cells[*column] : std::string_view();
}

livetap_severity severity_of(std::string_view text) {
  if (text == "debug") return LIVETAP_DEBUG;
  if (text == "warning") return LIVETAP_WARNING;
  return text == "error" ? LIVETAP_ERROR : LIVETAP_INFO;
}

std::string_view either(std::string_view first, std::string_view otherwise) {
  return first.empty() ? otherwise : first;
}

}  // namespace

RowEvent make_event(const Query& query, const EventColumns& columns, std::span<const Cell> cells) {
  RowEvent event;
  const std::string_view type = text_of(columns.type, cells);
  event.type = is_name(type) ? std::string(type) : query.events;
  event.service = either(text_of(columns.service, cells), query.service);
  event.severity = severity_of(text_of(columns.severity, cells));
  event.message = text_of(columns.message, cells);
  if (event.message.empty()) {
    event.message = fmt::format("{} {}", event.type, cells[columns.key].value_or("?"));
  }
  event.attributes = json_object(columns, cells, event.too_large);
  return event;
}

}  // namespace livetap::postgres
