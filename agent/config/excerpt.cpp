#include "agent/config/excerpt.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "agent/config/hidden_ranges.hpp"

namespace livetap {

namespace {

constexpr std::string_view mark = "***";
/// Cells that a character takes on a terminal: 2 for the wide scripts and emoji.
int cells(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  if (lead < 0xE1U) {
    return 1;
  }
  std::uint32_t code = lead & (lead < 0xF0U ? 0x0FU : 0x07U);
  for (const char byte : character.substr(1)) {
    code = code << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
  }
  const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                    (code >= 0xFFE0 && code <= 0xFFE6) || (code >= 0x1F300 && code <= 0x1FAFF) ||
                    (code >= 0x20000 && code <= 0x3FFFD);
  return wide ? 2 : 1;
}

/// Blanks as wide as `text`; tabs stay tabs, so that the caret lands right on any terminal.
std::string blank_like(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto next = at + std::max<std::size_t>(byte_of_character(text.substr(at), 1), 1);
    const auto character = text.substr(at, next - at);
    out.append(character == "\t" ? 1 : static_cast<std::size_t>(cells(character)),
               character == "\t" ? '\t' : ' ');
    at = next;
  }
  return out;
}

std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F'; },
      '?');
  return text;
}

/// Bytes [from, to) of the line, hidden ranges replaced.
std::string shown_part(std::string_view line, std::size_t from, std::size_t to,
                       const std::vector<ByteRange>& hidden) {
  std::string out;
  for (const auto& range : hidden) {
    if (range.to <= from || range.from >= to) {
      continue;
    }
    out += line.substr(from, std::max(range.from, from) - from);
    // A range that reaches across the caret is marked once, behind it.
    out += range.to <= to ? mark : std::string_view{};
    from = std::min(range.to, to);
  }
  out += line.substr(from, to - from);
  return out;
}

/// Cuts a long line to what stands around byte `caret`, at characters' borders.
void cut(std::string& line, std::size_t& caret) {
  constexpr std::size_t before = 80;
  constexpr std::size_t longest = 160;
  if (line.size() <= longest) {
    return;
  }
  const auto border = [&](std::size_t at) {
    while (at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U) {
      --at;
    }
    return std::min(at, line.size());
  };
  const auto from = border(caret > before ? caret - before : 0);
  const auto to = border(from + longest);
  const std::string left = from > 0 ? "..." : "";
  const std::string right = to < line.size() ? "..." : "";
  line = left + line.substr(from, to - from) + right;
  caret = caret - from + left.size();
}

}  // namespace

Excerpt make_excerpt(const SourceLines& lines, int number, int column, const SecretMask& secrets) {
  const auto line = lines.line(number);
  const auto at = byte_of_character(line, static_cast<std::size_t>(std::max(column, 1)) - 1);
  const auto hidden = hidden_ranges(lines, number);
  auto shown = secrets.mask(shown_part(line, 0, line.size(), hidden));
  const auto left = secrets.mask(shown_part(line, 0, at, hidden));
  auto caret = std::min(left.size(), shown.size());
  shown = printable(std::move(shown));
  cut(shown, caret);
  return {shown, blank_like(std::string_view(shown).substr(0, caret)) + "^"};
}

}  // namespace livetap
