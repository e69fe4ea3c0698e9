#include "support/grafana/line_parser.hpp"

#include <charconv>
#include <cmath>

namespace livetap::test {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
/// No name may contain one of these, not even after a backslash.
bool never_in_names(char c) {
  return c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r';
}

/// Takes away the backslashes in front of the given characters.
std::string unescaped(std::string_view text, std::string_view escapable) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() &&
                        escapable.find(text[i + 1]) != std::string_view::npos;
    if (escape) ++i;
    out += text[i];
  }
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::variant<std::vector<ParsedLine>, ParseFault> read_all() {
    std::vector<ParsedLine> lines;
    for (skip_to_line(); !at_end(); skip_to_line()) {
      ParsedLine line;
      if (!read_line(line)) return ParseFault{line_, fault_};
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool at_newline() const { return text_.substr(at_, 1) == "\n" || text_.substr(at_, 2) == "\r\n"; }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool fail(const char* what) {
    fault_ = what;
    return false;
  }
  void skip_blanks() {
    while (!at_end() && is_blank(peek())) ++at_;
  }
  void take_newline() {
    take('\r');
    take('\n');
    ++line_;
  }

  void skip_to_line() {
    for (;;) {
      skip_blanks();
      if (peek() == '#' && !at_end()) {
        while (!at_end() && !at_newline()) ++at_;
      }
      if (at_end() || !at_newline()) return;
      take_newline();
    }
  }

  bool read_line(ParsedLine& line) {
    std::string_view name;
    if (!take_name(" ,", false, name)) return fail("expected measurement name");
    line.measurement = unescaped(name, ", ");
    while (take(',')) {
      if (!read_tag(line)) return fail("expected tag");
    }
    if (at_end() || !is_blank(peek())) return fail("expected field");
    skip_blanks();
    do {
      if (!read_field(line)) return fail("expected field");
    } while (take(','));
    return read_line_end(line);
  }

  bool read_line_end(ParsedLine& line) {
    if (!at_end() && !at_newline() && !is_blank(peek())) return fail("expected field");
    skip_blanks();
    if (!at_end() && (is_digit(peek()) || peek() == '-')) {
      if (!read_time(line)) return fail("expected timestamp");
      if (!at_end() && !at_newline() && !is_blank(peek())) return fail("expected timestamp");
      skip_blanks();
    }
    if (!at_end() && !at_newline()) return fail("expected timestamp");
    return true;
  }

  /// One or more characters up to an unescaped one of `ends`. In tags two backslashes are two
  /// characters, and neither escapes what follows the second.
  bool take_name(std::string_view ends, bool tag, std::string_view& name) {
    const std::size_t start = at_;
    while (!at_end() && ends.find(peek()) == std::string_view::npos) {
      if (never_in_names(peek())) break;
      if (peek() == '\\') {
        ++at_;
        if (at_end() || never_in_names(peek())) return false;
        if (tag && peek() == '\\') continue;
      }
      ++at_;
    }
    name = text_.substr(start, at_ - start);
    return !name.empty();
  }

  bool read_tag(ParsedLine& line) {
    std::string_view key;
    std::string_view value;
    if (!take_name(" ,=", true, key) || !take('=')) return false;
    if (!take_name(" ,=", true, value) || peek() == '=') return false;
    line.tags.emplace_back(unescaped(key, ",\" ="), unescaped(value, ",\" ="));
    return true;
  }

  bool read_field(ParsedLine& line) {
    std::string_view key;
    if (!take_name(" ,=", false, key) || !take('=')) return false;
    auto value = peek() == '"' ? read_string() : read_word();
    if (!value) return false;
    line.fields.emplace_back(unescaped(key, ",\" ="), std::move(*value));
    return true;
  }

  std::optional<LineValue> read_string() {
    take('"');
    const std::size_t start = at_;
    for (; !at_end() && peek() != '"'; ++at_) {
      if (peek() == '\f') return std::nullopt;
      if (peek() == '\r' && text_.substr(at_, 2) != "\r\n") return std::nullopt;
      if (peek() == '\n') ++line_;
      if (peek() == '\\') {
        ++at_;
        if (peek() != '"' && peek() != '\\') return std::nullopt;
      }
    }
    const auto raw = text_.substr(start, at_ - start);
    if (!take('"')) return std::nullopt;
    return unescaped(raw, "\"\\");
  }

  std::optional<LineValue> read_word() {
    const std::size_t start = at_;
    while (!at_end() && peek() != ',' && !is_blank(peek()) && !at_newline()) ++at_;
    const auto word = text_.substr(start, at_ - start);
    for (const auto* yes : {"t", "T", "true", "True", "TRUE"}) {
      if (word == yes) return true;
    }
    for (const auto* no : {"f", "F", "false", "False", "FALSE"}) {
      if (word == no) return false;
    }
    return number(word);
  }

  static std::optional<LineValue> number(std::string_view word) {
    if (word.ends_with('i')) return integer<std::int64_t>(word.substr(0, word.size() - 1));
    if (word.ends_with('u')) return integer<std::uint64_t>(word.substr(0, word.size() - 1));
    if (word.empty() || word.find_first_not_of("0123456789.eE+-") != std::string_view::npos) {
      return std::nullopt;  // from_chars would take inf and nan
    }
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
  }

  template <class Int>
  static std::optional<LineValue> integer(std::string_view word) {
    const auto digits = word.starts_with('-') ? word.substr(1) : word;
    if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
    Int value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return static_cast<double>(value);
  }

  bool read_time(ParsedLine& line) {
    std::int64_t value = 0;
    const auto* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc{}) return false;
    at_ += static_cast<std::size_t>(end - first);
    line.time_ns = value;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string fault_;
};

}  // namespace

std::variant<std::vector<ParsedLine>, ParseFault> parse_lines(std::string_view text) {
  return Reader(text).read_all();
}

}  // namespace livetap::test
