#include "agent/sql/quoting.hpp"

namespace livetap::sql {

namespace {

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == '\0') {
      continue;
    }
    if (c == quote) {
      out += quote;
    }
    out += c;
  }
  return out += quote;
}

}  // namespace

std::string quoted_name(std::string_view name) {
  return quoted(name, '"');
}

std::string quoted_name(std::string_view schema, std::string_view name) {
  return quoted_name(schema) + '.' + quoted_name(name);
}

std::string quoted_text(std::string_view text) {
  return quoted(text, '\'');
}

}  // namespace livetap::sql
