#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "agent/model/rows.hpp"

namespace livetap {

/// Rows of one message that must not pass a limit.
struct FittedRows {
  std::string payload;
  std::vector<std::uint32_t> left_out;  ///< the busiest first
  std::uint32_t rows = 0;
};

/// One row to write: which, and where in a message of how many.
struct RowPlace {
  std::size_t row = 0;
  std::size_t position = 0;
  std::size_t count = 0;
};

/// Writes rows 0 .. count-1 with `append`, all of them if they fit in `limit` bytes, and else those
/// that come first in `rank()` (row numbers, the most wanted first) and fit. Their order stays.
FittedRows fit_rows(std::size_t count, std::size_t limit,
                    const std::function<void(std::string&, RowPlace)>& append,
                    const std::function<std::vector<std::uint32_t>()>& rank);

/// The tags of a row as users read them: `orders, /`; `-` when there are none.
std::string label_of(const RowBlock& rows, std::size_t row);

/// How many names a notice gives.
inline constexpr std::size_t notice_names = 5;

}  // namespace livetap
