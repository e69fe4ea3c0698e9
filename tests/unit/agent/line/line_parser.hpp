#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace livetap::line::test {

/// A field as line protocol says it: 5 is a double, 5i an integer.
using ParsedValue = std::variant<double, std::int64_t, bool, std::string>;

struct ParsedLine {
  std::string name;
  std::map<std::string, std::string> tags;
  std::map<std::string, ParsedValue> fields;
  std::int64_t time_ns = 0;
};

/// A second opinion on what a line says, by the grammar of the parser that Grafana uses; nothing
/// when that would refuse it. `line` comes without its newline.
std::optional<ParsedLine> parse_line(std::string_view line);

}  // namespace livetap::line::test
