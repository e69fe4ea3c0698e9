#include "agent/config/source_lines.hpp"

#include <cstdint>

namespace livetap {

SourceLines::SourceLines(std::string_view text) : text_(text), starts_{0} {
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts_.push_back(at + 1);
  }
}

std::string_view SourceLines::line(int number) const {
  if (number < 1 || number > count()) {
    return {};
  }
  const auto index = static_cast<std::size_t>(number) - 1;
  const auto from = starts_[index];
  const auto end = number < count() ? starts_[index + 1] - 1 : text_.size();
  auto line = text_.substr(from, end - from);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

namespace {

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t count_characters(std::string_view bytes) {
  std::size_t characters = 0;
  for (const char byte : bytes) {
    characters += continues(byte) ? 0 : 1;
  }
  return characters;
}

std::size_t byte_of_character(std::string_view line, std::size_t index) {
  std::size_t character = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!continues(line[at]) && character++ == index) {
      return at;
    }
  }
  return line.size();
}

namespace {

/// The length of the valid sequence at the start of `text`, or 0.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80U) {
    return 1;
  }
  const std::size_t length = lead < 0xC2U ? 0 : lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
  if (length == 0 || lead > 0xF4U || text.size() < length) {
    return 0;
  }
  std::uint32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text[i])) {
      return 0;
    }
    code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800U) || (length == 4 && code < 0x10000U);
  const bool surrogate = code >= 0xD800U && code <= 0xDFFFU;
  return overlong || surrogate || code > 0x10FFFFU ? 0 : length;
}

}  // namespace

std::size_t find_broken_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = sequence_length(text.substr(at));
    if (length == 0) {
      return at;
    }
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace livetap
