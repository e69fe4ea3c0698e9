#pragma once

#include <cstddef>
#include <string_view>

namespace livetap::line {

/// One character at the start of a text. `size` is the bytes that it takes, 1 for a byte that
/// begins no valid UTF-8 (overlong forms, surrogates and what is beyond U+10FFFF are not valid).
struct Character {
  char32_t code = 0;
  std::size_t size = 1;
  bool valid = false;
};

/// `text` is not empty.
Character first_character(std::string_view text);

/// The longest start of `text` of at most `bytes` bytes that ends between two characters.
std::string_view cut(std::string_view text, std::size_t bytes);

}  // namespace livetap::line
