#pragma once
#include <cstddef>
#include <string_view>
#include <utility>

namespace livetap::rabbitmq {

/// The member that a value at this path belongs to; null when it belongs to none.
template <class Member, std::size_t Size>
Member member_at(std::string_view path, const std::pair<std::string_view, Member> (&places)[Size]) {
  for (const auto& [place, member] : places) {
    if (place == path) return member;
  }
  return nullptr;
}

}  // namespace livetap::rabbitmq
