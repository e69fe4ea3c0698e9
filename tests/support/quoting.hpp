#pragma once

#include <string>
#include <string_view>

namespace livetap::test {

// The text between two quotes, quotes inside it doubled: SQL names and literals.
std::string in_quotes(std::string_view text, char quote);

// For one part of a URL: all but letters, digits, '-', '_' and '.' as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace livetap::test
