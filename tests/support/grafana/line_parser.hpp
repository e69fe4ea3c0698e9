#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace livetap::test {

/// A field's value as Grafana's converter makes of it: every number is a double.
using LineValue = std::variant<double, bool, std::string>;

struct ParsedLine {
  std::string measurement;
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<std::pair<std::string, LineValue>> fields;
  std::optional<std::int64_t> time_ns;
};

struct ParseFault {
  std::size_t line = 0;  ///< from 1
  std::string what;
};

/// Influx line protocol as Grafana 10.4 reads it, written from the grammar of the parser that it
/// uses (influxdata/line-protocol): one bad line spoils the whole text. Unquoted NaN and Inf, empty
/// tag values, a trailing backslash, a line without fields are all bad; empty lines and comments
/// are not.
std::variant<std::vector<ParsedLine>, ParseFault> parse_lines(std::string_view text);

}  // namespace livetap::test
