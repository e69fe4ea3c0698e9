#pragma once

#include <string>
#include <string_view>

#include "agent/line/substitutes.hpp"

namespace livetap::line::test {

// What a reader must get for a text that went out: the table of docs/line-protocol.md, written down
// once more, one code point at a time and without a thought for speed.
std::string expected_name(std::string_view name);
std::string expected_tag(std::string_view value, Style style);
std::string expected_text(std::string_view text, Style style);

}  // namespace livetap::line::test
