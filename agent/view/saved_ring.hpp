#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace livetap {

/// The points of one series of a window, the oldest first, as they are kept over a restart. All
/// columns have the same number of points.
struct SavedRing {
  std::int64_t newest = 0;                   ///< the last step: wall time divided by the step
  std::vector<std::vector<double>> numbers;  ///< field by field; NaN for null
  std::vector<std::uint32_t> counts;  ///< of each number: what its running step is the mean of
  std::vector<std::vector<std::optional<std::string>>> texts;
};

/// Runs of equal points: what does not change takes a few bytes, whatever its length.
std::string encode(const SavedRing& ring);

/// Total: nothing when the bytes are no ring of so many columns and points.
std::optional<SavedRing> decode_ring(std::string_view bytes, std::size_t numbers, std::size_t texts,
                                     std::size_t points);

/// The `newest` of an encoded ring alone.
std::int64_t saved_newest(std::string_view bytes);

}  // namespace livetap
