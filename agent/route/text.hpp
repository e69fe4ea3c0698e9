#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace livetap {

/// Well-formed UTF-8, as agent/line/utf8.hpp tells it.
bool is_utf8(std::string_view text);

/// The text with U+FFFD for every byte that is part of no well-formed character.
std::string repaired_utf8(std::string_view text);

/// Well-formed UTF-8 cut to at most `limit` bytes (16 or more), at a character's edge, with `…` for
/// what is gone.
std::string shortened_text(std::string_view text, std::size_t limit);

/// The same for a name: a hash of the whole follows the `…`, so that two names stay two.
std::string shortened_name(std::string_view name, std::size_t limit);

}  // namespace livetap
