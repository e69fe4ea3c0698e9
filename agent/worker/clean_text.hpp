#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace livetap::worker {

/// The longest prefix of at most `max` bytes that does not cut a UTF-8 sequence in two.
std::string_view cut_utf8(std::string_view text, std::size_t max);

/// A text fit for a log line or an error: at most `max` bytes, valid UTF-8 (what is not becomes
/// U+FFFD), one line (control characters become spaces).
std::string clean_line(std::string_view text, std::size_t max);

}  // namespace livetap::worker
