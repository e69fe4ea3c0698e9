#include "agent/route/text.hpp"

#include <cstdint>
#include <cstring>

#include "agent/line/utf8.hpp"

namespace livetap {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

/// Leads past ASCII, eight bytes at a time: what texts mostly are.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  while (at + sizeof(std::uint64_t) <= text.size()) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & high_bits) != 0) {
      break;
    }
    at += sizeof eight;
  }
  return at;
}

/// FNV-1a: the same on every machine and in every version, as the name of a series must be.
std::string hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  std::string digits;
  for (int shift = 28; shift >= 0; shift -= 4) {
    digits += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xFU];
  }
  return digits;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = skip_ascii(text, 0); at < text.size();) {
    const auto character = line::first_character(text.substr(at));
    if (!character.valid) {
      return false;
    }
    at = skip_ascii(text, at + character.size);
  }
  return true;
}

std::string repaired_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto character = line::first_character(text.substr(at));
    repaired += character.valid ? text.substr(at, character.size) : replacement;
    at += character.size;
  }
  return repaired;
}

std::string shortened_text(std::string_view text, std::size_t limit) {
  return std::string(line::cut(text, limit - ellipsis.size())) += ellipsis;
}

std::string shortened_name(std::string_view name, std::size_t limit) {
  const auto hash = hash_of(name);
  std::string shortened(line::cut(name, limit - ellipsis.size() - hash.size()));
  shortened += ellipsis;
  return shortened += hash;
}

}  // namespace livetap
