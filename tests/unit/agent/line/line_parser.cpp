#include "unit/agent/line/line_parser.hpp"

#include <charconv>
#include <regex>

namespace livetap::line::test {

namespace {

/// Reads off the front of a line; any refusal empties it.
class Reader {
 public:
  explicit Reader(std::string_view line) : rest_(line) {}

  bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (done() || rest_.front() != c) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  /// Characters up to an unescaped one of `ends`; refused when empty or with blank control
  /// characters.
  std::optional<std::string> key(std::string_view ends) {
    std::string out;
    while (!done() && ends.find(rest_.front()) == std::string_view::npos) {
      const char c = rest_.front();
      if (std::string_view("\t\n\f\r").find(c) != std::string_view::npos) {
        return std::nullopt;
      }
      rest_.remove_prefix(1);
      if (c != '\\') {
        out += c;
        continue;
      }
      if (done()) {
        return std::nullopt;
      }
      const char escaped = rest_.front();
      if (std::string_view(", =\"").find(escaped) == std::string_view::npos) {
        out += c;  // an ordinary backslash; what follows is looked at by itself
      } else {
        out += escaped;
        rest_.remove_prefix(1);
      }
    }
    return out.empty() ? std::nullopt : std::optional(out);
  }

  /// What is between quotes, the first of which is gone already.
  std::optional<std::string> quoted() {
    std::string out;
    while (!take('"')) {
      if (done() || std::string_view("\f\r\n").find(rest_.front()) != std::string_view::npos) {
        return std::nullopt;
      }
      if (take('\\') && (done() || (rest_.front() != '"' && rest_.front() != '\\'))) {
        return std::nullopt;
      }
      out += rest_.front();
      rest_.remove_prefix(1);
    }
    return out;
  }

  std::string_view until(std::string_view ends) {
    const auto token = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(token.size());
    return token;
  }

 private:
  std::string_view rest_;
};

template <class T>
std::optional<T> whole_number(std::string_view token) {
  T value{};
  const auto end = token.data() + token.size();
  const auto read = std::from_chars(token.data(), end, value);
  return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

std::optional<ParsedValue> scalar(std::string_view token) {
  static const std::regex number("-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(e[-+]?[0-9]+)?");
  if (token == "t" || token == "f") {
    return token == "t";
  }
  if (token.ends_with('i')) {
    return whole_number<std::int64_t>(token.substr(0, token.size() - 1));
  }
  if (!std::regex_match(token.begin(), token.end(), number)) {
    return std::nullopt;
  }
  return whole_number<double>(token);
}

std::optional<ParsedValue> field_value(Reader& reader) {
  if (reader.take('"')) {
    return reader.quoted();
  }
  return scalar(reader.until(", "));
}

bool read_tags(Reader& reader, ParsedLine& line) {
  while (reader.take(',')) {
    const auto key = reader.key(", =");
    const auto value = key && reader.take('=') ? reader.key(", =") : std::nullopt;
    if (!value || !line.tags.emplace(*key, *value).second) {
      return false;
    }
  }
  return reader.take(' ');
}

bool read_fields(Reader& reader, ParsedLine& line) {
  do {
    const auto key = reader.key(", =");
    const auto value = key && reader.take('=') ? field_value(reader) : std::nullopt;
    if (!value || !line.fields.emplace(*key, *value).second) {
      return false;
    }
  } while (reader.take(','));
  return reader.take(' ');
}

}  // namespace

std::optional<ParsedLine> parse_line(std::string_view text) {
  Reader reader(text);
  ParsedLine line;
  const auto name = reader.key(", ");
  if (!name || name->front() == '#' || !read_tags(reader, line) || !read_fields(reader, line)) {
    return std::nullopt;
  }
  line.name = *name;
  const auto time = whole_number<std::int64_t>(reader.until(" "));
  if (!time || !reader.done()) {
    return std::nullopt;
  }
  line.time_ns = *time;
  return line;
}

}  // namespace livetap::line::test
