#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace livetap {

/// A text by lines, counted from 1. Borrows the text.
class SourceLines {
 public:
  explicit SourceLines(std::string_view text);

  int count() const { return static_cast<int>(starts_.size()); }
  /// Line `number` without its end (LF or CRLF); empty beyond the text.
  std::string_view line(int number) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

/// How many characters (code points) `bytes` holds; a broken byte counts as one or none.
std::size_t count_characters(std::string_view bytes);

/// The byte at which character `index` (from 0) of `line` begins; the size of `line` beyond it.
std::size_t byte_of_character(std::string_view line, std::size_t index);

/// The first byte that is no valid UTF-8, or npos.
std::size_t find_broken_utf8(std::string_view text);

}  // namespace livetap
