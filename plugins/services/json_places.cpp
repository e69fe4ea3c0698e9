#include "plugins/services/json_places.hpp"

#include <type_traits>

namespace livetap::services {
namespace {

constexpr std::size_t longest_key = 256;  // a longer one names nothing that anybody asks for

}  // namespace

JsonPlaces::JsonPlaces(const std::vector<std::string>& pointers) {
  for (const auto& pointer : pointers) places_.emplace(pointer, Kept());
}

std::optional<net::JsonScalar> JsonPlaces::at(std::string_view pointer) const {
  const auto place = places_.find(pointer);
  if (place == places_.end()) return std::nullopt;
  return std::visit(
      [](const auto& kept) -> std::optional<net::JsonScalar> {
        if constexpr (std::is_same_v<decltype(kept), const std::monostate&>) {
          return std::nullopt;
        } else if constexpr (std::is_same_v<decltype(kept), const std::string&>) {
          return std::string_view(kept);
        } else {
          return kept;
        }
      },
      place->second);
}

void JsonPlaces::key(std::string_view name) {
  pointer_ += '/';
  if (name.size() > longest_key) {
    pointer_ += '~';  // which no pointer says
    return;
  }
  for (const char c : name) {
    if (c == '~') {
      pointer_ += "~0";
    } else if (c == '/') {
      pointer_ += "~1";
    } else {
      pointer_ += c;
    }
  }
}

void JsonPlaces::value(const net::JsonScalar& scalar) {
  if (Kept* kept = enter()) {
    std::visit(
        [kept](const auto& value) {
          if constexpr (std::is_same_v<decltype(value), const std::string_view&>) {
            *kept = std::string(value);
          } else {
            *kept = value;
          }
        },
        scalar);
  }
  leave();
}

void JsonPlaces::container_begins(bool array) {
  if (Kept* kept = enter()) *kept = std::monostate();
  open_.push_back({pointer_.size(), array});
}

void JsonPlaces::container_ends() {
  open_.pop_back();
  leave();
}

/// The place that is now begun, if anybody asks for it.
JsonPlaces::Kept* JsonPlaces::enter() {
  if (!open_.empty() && open_.back().array) {
    pointer_ += '/' + std::to_string(open_.back().next++);
  }
  const auto place = places_.find(std::string_view(pointer_));
  return place == places_.end() ? nullptr : &place->second;
}

void JsonPlaces::leave() {
  pointer_.resize(open_.empty() ? 0 : open_.back().outside);
}

}  // namespace livetap::services
