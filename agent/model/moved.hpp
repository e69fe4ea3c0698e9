#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace livetap {

/// For a reload: what stands at place `i` is what was at `kept[i]`. What is nowhere in it goes, and
/// a place with nothing is empty.
template <class T>
std::vector<std::unique_ptr<T>> moved(std::vector<std::unique_ptr<T>> old,
                                      const std::vector<std::optional<std::size_t>>& kept) {
  std::vector<std::unique_ptr<T>> result;
  for (const auto& place : kept) {
    result.push_back(place && *place < old.size() ? std::move(old[*place]) : nullptr);
  }
  return result;
}

}  // namespace livetap
