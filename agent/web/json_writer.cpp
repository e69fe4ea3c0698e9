#include "agent/web/json_writer.hpp"

#include <cmath>

#include "agent/line/number.hpp"
#include "agent/line/utf8.hpp"

namespace livetap::web {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

void append_control(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[(static_cast<unsigned char>(c) >> 4U) & 15U];
  out += digits[static_cast<unsigned char>(c) & 15U];
}

/// A `<` is escaped so that no text can end a script, wherever the JSON is put.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const char c = text.front();
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '<') {
      append_control(out, c);
    } else if (static_cast<unsigned char>(c) < 0x80) {
      out += c;
    } else {
      const auto character = line::first_character(text);
      out += character.valid ? text.substr(0, character.size) : replacement;
      text.remove_prefix(character.size);
      continue;
    }
    text.remove_prefix(1);
  }
  out += '"';
}

}  // namespace

void JsonWriter::separate() {
  if (comma_) {
    out_ += ',';
  }
  comma_ = true;
}

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
}

JsonWriter& JsonWriter::object() {
  open('{');
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  close('}');
  return *this;
}

JsonWriter& JsonWriter::array() {
  open('[');
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  close(']');
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view text) {
  separate();
  append_quoted(out_, text);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) {
    return null();
  }
  separate();
  line::append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  line::append_integer(out_, value);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::value(const Value& value) {
  if (const auto* f64 = std::get_if<double>(&value)) {
    return number(*f64);
  }
  if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    return integer(*i64);
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return boolean(*flag);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return this->text(*text);
  }
  return null();
}

JsonWriter& JsonWriter::error(const std::optional<Error>& error) {
  if (!error) {
    return null();
  }
  object().key("kind").text(to_string(error->kind));
  return key("message").text(error->message).key("hint").text(error->hint).end_object();
}

}  // namespace livetap::web
