#include "agent/line/substitutes.hpp"

#include <array>
#include <cstdint>

#include "agent/line/utf8.hpp"

namespace livetap::line {

namespace {

enum class Role : std::uint8_t { name, live_tag, influx_tag, text };

/// Whether a byte needs care in some role; the others are appended in runs. Tested once a byte.
constexpr std::array<bool, 256> make_care_table() {
  std::array<bool, 256> care{};
  for (std::size_t i = 0; i < care.size(); ++i) {
    care[i] = i < 0x20 || i >= 0x7F;
  }
  for (const char c : {',', '=', ' ', '"', '\\'}) {
    care[static_cast<unsigned char>(c)] = true;
  }
  return care;
}
constexpr std::array<bool, 256> needs_care = make_care_table();

/// A control character as its picture: U+2400 and those after it.
void append_picture(std::string& out, unsigned char control) {
  out += "\xE2\x90";
  out += static_cast<char>(0x80 + control);
}

void append_backslash(std::string& out, std::string_view after, Role role) {
  constexpr std::string_view confusing = ",= \"\\";
  if (role == Role::text) {
    out += "\\\\";
  } else if (role == Role::name || after.empty() ||
             confusing.find(after.front()) != std::string_view::npos) {
    out += "\uFF3C";
  } else {
    out += '\\';
  }
}

void append_space(std::string& out, bool at_an_end, Role role) {
  if (role == Role::text) {
    out += ' ';
  } else if (role == Role::name || (role == Role::live_tag && at_an_end)) {
    out += "\u2423";
  } else {
    out += "\\ ";
  }
}

void append_separator(std::string& out, char separator, Role role) {
  switch (role) {
    case Role::text:
      out += separator;
      break;
    case Role::influx_tag:
      out += '\\';
      out += separator;
      break;
    case Role::name:
    case Role::live_tag:
      out += separator == ',' ? "\u201A" : "\uFF1D";
      break;
  }
}

void append_quote(std::string& out, Role role) {
  switch (role) {
    case Role::text:
      out += "\\\"";
      break;
    case Role::name:
      out += "\uFF02";
      break;
    case Role::live_tag:
    case Role::influx_tag:
      out += '"';
      break;
  }
}

/// Appends the character at `at`, not ASCII or broken, and returns its bytes.
std::size_t append_wide(std::string& out, std::string_view text, std::size_t at) {
  const Character character = first_character(text.substr(at));
  if (!character.valid || character.code < 0xA0) {
    out += "\uFFFD";
  } else if (character.code == 0x2028 || character.code == 0x2029) {
    out += "\u2424";
  } else {
    out.append(text, at, character.size);
  }
  return character.size;
}

/// Appends the one character at `at` that needs care, and returns its bytes.
std::size_t append_careful(std::string& out, std::string_view text, std::size_t at, Role role) {
  const auto byte = static_cast<unsigned char>(text[at]);
  switch (byte) {
    case ',':
    case '=':
      append_separator(out, text[at], role);
      return 1;
    case ' ':
      append_space(out, at == 0 || at + 1 == text.size(), role);
      return 1;
    case '"':
      append_quote(out, role);
      return 1;
    case '\\':
      append_backslash(out, text.substr(at + 1), role);
      return 1;
    case 0x7F:
      out += "\u2421";
      return 1;
    default:
      break;
  }
  if (byte == '\t' && role == Role::text) {
    out += '\t';
  } else if (byte < 0x20) {
    append_picture(out, byte);
  } else {
    return append_wide(out, text, at);
  }
  return 1;
}

void append_substituted(std::string& out, std::string_view whole, std::size_t bound, Role role) {
  const std::string_view text = cut(whole, bound);
  std::size_t run = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!needs_care[static_cast<unsigned char>(text[at])]) {
      ++at;
      continue;
    }
    out.append(text, run, at - run);
    at += append_careful(out, text, at, role);
    run = at;
  }
  out.append(text, run, at - run);
  if (text.size() < whole.size()) {
    out += "\u2026";
  }
}

}  // namespace

void append_name(std::string& out, std::string_view name) {
  if (name.empty()) {
    out += "\u2205";
    return;
  }
  append_substituted(out, name, max_tag_bytes, Role::name);
}

void append_tag_value(std::string& out, std::string_view value, Style style) {
  if (value.empty()) {
    out += "\u2205";
    return;
  }
  append_substituted(out, value, max_tag_bytes,
                     style == Style::live ? Role::live_tag : Role::influx_tag);
}

void append_text(std::string& out, std::string_view text, Style style) {
  if (style == Style::live && text == "NaN") {
    out += "\"\u039DaN\"";
    return;
  }
  out += '"';
  append_substituted(out, text, max_text_bytes, Role::text);
  out += '"';
}

}  // namespace livetap::line
