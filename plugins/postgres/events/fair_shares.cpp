#include "plugins/postgres/events/fair_shares.hpp"

#include <algorithm>
#include <numeric>

namespace livetap::postgres {

std::vector<std::size_t> fair_shares(const std::vector<std::size_t>& wants, std::size_t total) {
  std::vector<std::size_t> modest_first(wants.size());
  std::iota(modest_first.begin(), modest_first.end(), std::size_t{0});
  std::sort(modest_first.begin(), modest_first.end(),
            [&wants](std::size_t a, std::size_t b) { return wants[a] < wants[b]; });
  std::vector<std::size_t> shares(wants.size());
  std::size_t others = wants.size();
  for (std::size_t who : modest_first) {
    shares[who] = std::min(wants[who], total / others--);
    total -= shares[who];
  }
  return shares;
}

}  // namespace livetap::postgres
