#include "agent/worker/clean_text.hpp"

#include <algorithm>

namespace livetap::worker {

namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u;
}

/// Length of the valid sequence that the text begins with, or 0.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = at(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xc2 ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || size > text.size() ||
      !std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(size),
                   is_continuation)) {
    return 0;
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  const bool bad = (first == 0xe0 && at(1) < 0xa0) || (first == 0xed && at(1) > 0x9f) ||
                   (first == 0xf0 && at(1) < 0x90) || (first == 0xf4 && at(1) > 0x8f);
  return bad ? 0 : size;
}

/// C0, DEL, and the two-byte forms of C1; U+2028 and U+2029 end a line in some viewers.
bool breaks_line(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  return first < 0x20 || first == 0x7f ||
         (first == 0xc2 && static_cast<unsigned char>(sequence[1]) < 0xa0) ||
         sequence == "\u2028" || sequence == "\u2029";
}

}  // namespace

std::string_view cut_utf8(std::string_view text, std::size_t max) {
  if (text.size() <= max) {
    return text;
  }
  // A sequence has at most three continuation bytes; more of them are no UTF-8 anyway.
  std::size_t end = max;
  while (end > 0 && max - end < 3 && is_continuation(text[end])) {
    --end;
  }
  return text.substr(0, is_continuation(text[end]) ? max : end);
}

std::string clean_line(std::string_view text, std::size_t max) {
  text = cut_utf8(text, max);
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const auto size = sequence_length(text);
    if (size == 0) {
      clean += "\uFFFD";
    } else if (breaks_line(text.substr(0, size))) {
      clean += ' ';
    } else {
      clean += text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  while (!clean.empty() && clean.back() == ' ') {
    clean.pop_back();
  }
  return clean;
}

}  // namespace livetap::worker
