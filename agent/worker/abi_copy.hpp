#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "livetap/probe.h"

/// How the worker reads structs that a plugin of another build wrote: each begins with its size,
/// elements of an array lie that size apart, and what lies beyond it is absent.
namespace livetap::worker {

/// Element `index` of an array whose first element states the distance: as much as the writer had,
/// zeroes behind it.
template <class T>
T abi_element(const T* first, std::size_t index) {
  const std::size_t stride = first->size;
  T copy;
  std::memset(&copy, 0, sizeof copy);
  const auto* from = reinterpret_cast<const char*>(first) + index * stride;
  std::memcpy(&copy, from, std::min(stride, sizeof copy));
  return copy;
}

inline std::string_view abi_view(livetap_str text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

inline std::string abi_text(livetap_str text) {
  return std::string(abi_view(text));
}

inline livetap_str abi_str(std::string_view text) {
  return {text.data(), text.size()};
}

/// The size of a struct that ends with a member: what lies behind it can be done without.
#define LIVETAP_SIZE_UP_TO(type, member) (offsetof(type, member) + sizeof(type{}.member))

}  // namespace livetap::worker
