#include "agent/line/utf8.hpp"

namespace livetap::line {

namespace {

unsigned char byte(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

bool continues(unsigned char c) {
  return (c & 0xC0U) == 0x80U;
}

struct Lead {
  std::size_t size;
  char32_t bits;
  char32_t least;  // smaller codes would be overlong
};

Lead lead_of(unsigned char c) {
  if (c < 0x80U) {
    return {1, c, 0};
  }
  if ((c & 0xE0U) == 0xC0U) {
    return {2, c & 0x1FU, 0x80};
  }
  if ((c & 0xF0U) == 0xE0U) {
    return {3, c & 0x0FU, 0x800};
  }
  if ((c & 0xF8U) == 0xF0U) {
    return {4, c & 0x07U, 0x10000};
  }
  return {0, 0, 0};
}

}  // namespace

Character first_character(std::string_view text) {
  const Lead lead = lead_of(byte(text, 0));
  if (lead.size == 0 || lead.size > text.size()) {
    return {};
  }
  char32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.size; ++i) {
    if (!continues(byte(text, i))) {
      return {};
    }
    code = (code << 6U) | (byte(text, i) & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < lead.least || code > 0x10FFFF || surrogate) {
    return {};
  }
  return {code, lead.size, true};
}

std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) {
    return text;
  }
  // Only a character that lies across the bound moves the cut; one starts at most three bytes
  // before it. Stray bytes count one each, as first_character takes them.
  for (std::size_t back = 1; back <= 3 && back <= bytes; ++back) {
    const Character character = first_character(text.substr(bytes - back));
    if (character.valid && character.size > back) {
      return text.substr(0, bytes - back);
    }
  }
  return text.substr(0, bytes);
}

}  // namespace livetap::line
