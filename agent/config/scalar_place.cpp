#include "agent/config/scalar_place.hpp"

#include "agent/config/source_lines.hpp"

namespace livetap {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Walks through a source text, knowing line and column.
class Walk {
 public:
  Walk(std::string_view source, const Origin& from)
      : lines_(source), origin_(from), byte_(byte_of(from)) {}

  bool at_end() const { return origin_.line > lines_.count(); }
  char here() const { return byte_ < line().size() ? line()[byte_] : '\n'; }
  void step() {
    if (byte_ < line().size()) {
      ++byte_;
      return;
    }
    ++origin_.line;
    byte_ = 0;
  }
  void skip_blanks() {
    while (!at_end() && is_blank(here())) {
      step();
    }
  }
  void skip_line() {
    ++origin_.line;
    byte_ = 0;
  }
  Origin place() const {
    auto place = origin_;
    place.column = static_cast<int>(count_characters(line().substr(0, byte_))) + 1;
    return place;
  }

 private:
  std::string_view line() const { return lines_.line(origin_.line); }
  std::size_t byte_of(const Origin& origin) const {
    return byte_of_character(lines_.line(origin.line), static_cast<std::size_t>(origin.column) - 1);
  }

  SourceLines lines_;
  Origin origin_;
  std::size_t byte_;
};

/// Goes to the first character of the text and returns the first of the scalar.
char enter_scalar(Walk& walk) {
  const char first = walk.here();
  if (first == '|' || first == '>') {
    walk.skip_line();
    walk.skip_blanks();
  } else if (first == '"' || first == '\'') {
    walk.step();
  }
  return first;
}

}  // namespace

Origin place_in_scalar(const Sources& sources, const Origin& origin, std::string_view text,
                       std::size_t offset) {
  const auto source = sources.find(origin.file);
  if (source == sources.end() || origin.line < 1) {
    return origin;
  }
  Walk walk(source->second, origin);
  const bool single_quoted = enter_scalar(walk) == '\'';
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (walk.at_end()) {
      return origin;
    }
    if (is_blank(text[i]) && is_blank(walk.here())) {
      // Folding makes one space of a line end and what is before and behind it.
      const bool more = i + 1 < text.size() && is_blank(text[i + 1]);
      more ? walk.step() : walk.skip_blanks();
    } else if (text[i] == walk.here()) {
      walk.step();
      if (single_quoted && text[i] == '\'') {
        walk.step();  // it is written twice
      }
    } else {
      return origin;
    }
  }
  return walk.at_end() ? origin : walk.place();
}

}  // namespace livetap
