#pragma once

#include <cstddef>
#include <vector>

#include "agent/config/source_lines.hpp"

namespace livetap {

/// Bytes [from, to) of a line that must not be shown.
struct ByteRange {
  std::size_t from;
  std::size_t to;
};

/// What line `number` of a config holds that may be a secret, in rising order, possibly
/// overlapping: the value behind a key that looks like a secret's (also when the value stands in
/// the lines below its key), and the password inside a URL. A bare ${VAR} says which variable and
/// not what it holds: it is not hidden.
std::vector<ByteRange> hidden_ranges(const SourceLines& lines, int number);

}  // namespace livetap
