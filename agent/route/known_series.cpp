#include "agent/route/known_series.hpp"

#include <algorithm>

namespace livetap {

void SeriesTags::add(std::string_view tag) {
  const auto size = static_cast<std::uint32_t>(tag.size());
  char head[sizeof size];
  std::memcpy(head, &size, sizeof size);
  bytes_.append(head, sizeof size);
  bytes_.append(tag);
}

KnownOne* KnownSeries::find(std::string_view tags) {
  const auto found = by_tags_.find(tags);
  return found == by_tags_.end() ? nullptr : &found->second;
}

KnownOne* KnownSeries::add(std::string_view tags) {
  if (!cap_.take()) {
    return nullptr;
  }
  const auto [at, added] = by_tags_.try_emplace(std::string(tags));
  at->second.id = next_id_++;
  at->second.tags = at->first;
  order_.push_back(&at->second);
  return &at->second;
}

void KnownSeries::forget(std::uint64_t gather, SteadyTime limit) {
  const auto gone = [&](const KnownOne* one) {
    return one->gather != gather && one->seen != never && one->seen <= limit;
  };
  if (std::none_of(order_.begin(), order_.end(), gone)) {
    return;
  }
  const auto end = std::stable_partition(order_.begin(), order_.end(),
                                         [&](const KnownOne* one) { return !gone(one); });
  cap_.give_back(static_cast<std::size_t>(order_.end() - end));
  for (auto at = end; at != order_.end(); ++at) {
    by_tags_.erase(by_tags_.find((*at)->tags));
  }
  order_.erase(end, order_.end());
}

}  // namespace livetap
