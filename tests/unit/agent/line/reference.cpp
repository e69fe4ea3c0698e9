#include "unit/agent/line/reference.hpp"

#include <map>
#include <vector>

namespace livetap::line::test {

namespace {

constexpr char32_t broken = 0xFFFD;

bool well_formed(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    if (at(i) < 0x80 || at(i) > 0xBF) {
      return false;
    }
  }
  // The table of the Unicode standard, 3-7: what may follow some first bytes is narrower.
  switch (at(0)) {
    case 0xE0:
      return at(1) >= 0xA0;
    case 0xED:
      return at(1) <= 0x9F;
    case 0xF0:
      return at(1) >= 0x90;
    case 0xF4:
      return at(1) <= 0x8F;
    default:
      return true;
  }
}

std::size_t length_by_first(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

std::vector<std::u32string> decode(std::string_view text, std::size_t bound) {
  std::vector<std::u32string> characters;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto length = length_by_first(first);
    const bool good = length > 0 && at + length <= text.size() &&
                      (length == 1 || well_formed(text.substr(at, length)));
    if (at + (good ? length : 1) > bound) {
      characters.push_back(U"\u2026");
      break;
    }
    char32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; good && i < length; ++i) {
      code = code << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
    characters.push_back({good ? code : broken});
    at += good ? length : 1;
  }
  return characters;
}

std::string encode(char32_t code) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  if (code < 0x80) {
    return {byte(code)};
  }
  if (code < 0x800) {
    return {byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F))};
  }
  if (code < 0x10000) {
    return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F))};
  }
  return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)),
          byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F))};
}

char32_t everywhere(char32_t code) {
  if (code < 0x20) return 0x2400 + code;
  if (code == 0x7F) return 0x2421;
  if (code >= 0x80 && code < 0xA0) return broken;
  if (code == 0x2028 || code == 0x2029) return 0x2424;
  return code;
}

template <class Replace>
std::string rewrite(std::string_view text, std::size_t bound, Replace replace) {
  const auto characters = decode(text, bound);
  const std::size_t kept = characters.size() - (!characters.empty() && text.size() > bound ? 1 : 0);
  std::string out;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const char32_t next = i + 1 < kept ? characters[i + 1][0] : U'\0';
    const bool last = i + 1 >= kept;
    out += encode(replace(characters[i][0], i == 0, last, next));
  }
  return out;
}

}  // namespace

std::string expected_name(std::string_view name) {
  static const std::map<char32_t, char32_t> special{
      {U',', 0x201A}, {U'=', 0xFF1D}, {U' ', 0x2423}, {U'"', 0xFF02}, {U'\\', 0xFF3C}};
  if (name.empty()) return encode(0x2205);
  return rewrite(name, max_tag_bytes, [](char32_t code, bool, bool, char32_t) {
    const auto found = special.find(code);
    return found == special.end() ? everywhere(code) : found->second;
  });
}

std::string expected_tag(std::string_view value, Style style) {
  if (value.empty()) return encode(0x2205);
  return rewrite(value, max_tag_bytes, [&](char32_t code, bool first, bool last, char32_t next) {
    const bool before_special =
        last || std::u32string_view(U",= \"\\").find(next) != std::u32string_view::npos;
    if (code == U'\\' && before_special) return char32_t{0xFF3C};
    if (style == Style::live && code == U',') return char32_t{0x201A};
    if (style == Style::live && code == U'=') return char32_t{0xFF1D};
    if (style == Style::live && code == U' ' && (first || last)) return char32_t{0x2423};
    return everywhere(code);
  });
}

std::string expected_text(std::string_view text, Style style) {
  if (style == Style::live && text == "NaN") return encode(0x039D) + "aN";
  return rewrite(text, max_text_bytes, [](char32_t code, bool, bool, char32_t) {
    return code == U'\t' ? code : everywhere(code);
  });
}

}  // namespace livetap::line::test
