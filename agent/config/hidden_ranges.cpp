#include "agent/config/hidden_ranges.hpp"

#include <algorithm>
#include <string_view>

#include "agent/config/secret_name.hpp"

namespace livetap {

namespace {

constexpr std::string_view blanks = " \t";

bool is_key_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

/// ${NAME} and ${NAME:?text} say which variable, not what it holds.
bool is_bare_variable(std::string_view value) {
  if (!value.starts_with("${") || !value.ends_with('}')) {
    return false;
  }
  const auto rest = value.substr(2, value.size() - 3);
  const auto name = rest.substr(0, rest.find(':'));
  return rest.find_first_of("{}") == std::string_view::npos &&
         (name.size() == rest.size() || rest.substr(name.size()).starts_with(":?"));
}

/// The end of a value that begins at `from`: the closing quote, or what ends a value in { }, or the
/// end of the line.
std::size_t value_end(std::string_view line, std::size_t from, bool in_flow) {
  const char first = line[from];
  if (first == '"' || first == '\'') {
    const auto close = line.find(first, from + 1);
    const bool plain = line.substr(from, close - from).find('\\') == std::string_view::npos;
    return close == std::string_view::npos || !plain ? line.size() : close + 1;
  }
  if (first == '[' || first == '{' || !in_flow) {
    return line.size();
  }
  if (line.substr(from).starts_with("${")) {
    return std::min(line.find('}', from), line.size() - 1) + 1;
  }
  return std::min(line.find_first_of(",}", from), line.size());
}

std::string_view unquoted(std::string_view value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
      value.back() == value.front()) {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

/// The key that ends before the colon at `colon`, whatever quotes and stray signs stand between.
std::string_view key_before(std::string_view line, std::size_t colon) {
  auto end = colon;
  while (end > 0 && !is_key_char(line[end - 1])) {
    --end;
  }
  auto from = end;
  while (from > 0 && is_key_char(line[from - 1])) {
    --from;
  }
  return line.substr(from, end - from);
}

void find_keyed_values(std::string_view line, std::vector<ByteRange>& ranges) {
  for (auto colon = line.find(':'); colon != std::string_view::npos;
       colon = line.find(':', colon + 1)) {
    const auto from = line.find_first_not_of(blanks, colon + 1);
    if (from == std::string_view::npos || !looks_like_secret_name(key_before(line, colon))) {
      continue;
    }
    const bool in_flow = line.substr(0, colon).find('{') != std::string_view::npos;
    auto to = value_end(line, from, in_flow);
    to = line.find_last_not_of(blanks, to - 1) + 1;
    if (!is_bare_variable(unquoted(line.substr(from, to - from)))) {
      ranges.push_back({from, to});
    }
  }
}

/// user:PASSWORD@ behind ://, and password=... in the query.
void find_url_passwords(std::string_view line, std::vector<ByteRange>& ranges) {
  for (auto at = line.find("://"); at != std::string_view::npos; at = line.find("://", at + 3)) {
    const auto from = at + 3;
    // Up to the last @: a quote or a blank inside a password is what may have broken the YAML.
    const auto end = std::min(line.find("://", from), line.size());
    const auto authority = line.substr(from, end - from);
    const auto colon = authority.find(':');
    const auto host = authority.rfind('@');
    if (host != std::string_view::npos && colon < host &&
        !is_bare_variable(authority.substr(colon + 1, host - colon - 1))) {
      ranges.push_back({from + colon + 1, from + host});
    }
  }
  for (auto at = line.find("password="); at != std::string_view::npos;
       at = line.find("password=", at + 1)) {
    const auto from = at + std::string_view("password=").size();
    ranges.push_back({from, std::min(line.find_first_of("& \t\"'", from), line.size())});
  }
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(blanks), line.size());
}

/// Whether the line belongs to a value of several lines whose key looks like a secret's.
bool continues_secret(const SourceLines& lines, int number) {
  constexpr int reach = 50;
  auto indent = indent_of(lines.line(number));
  for (int above = number - 1; above > std::max(0, number - reach) && indent > 0; --above) {
    const auto line = lines.line(above);
    const auto its = indent_of(line);
    if (its == line.size() || its >= indent) {
      continue;
    }
    indent = its;
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && looks_like_secret_name(key_before(line, colon))) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<ByteRange> hidden_ranges(const SourceLines& lines, int number) {
  const auto line = lines.line(number);
  if (continues_secret(lines, number)) {
    return {{indent_of(line), line.size()}};
  }
  std::vector<ByteRange> ranges;
  find_keyed_values(line, ranges);
  find_url_passwords(line, ranges);
  std::sort(ranges.begin(), ranges.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.from < b.from; });
  return ranges;
}

}  // namespace livetap
