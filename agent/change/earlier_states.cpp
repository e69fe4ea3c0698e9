#include "agent/change/earlier_states.hpp"

#include <utility>

namespace livetap {

void EarlierStates::read(std::string_view memory, const Moment& now, Milliseconds series_ttl) {
  read_at_ = now;
  until_ = now.steady + series_ttl;
  for (auto& series : read_memory(memory)) {
    waiting_.insert_or_assign(std::move(series.tags), std::move(series.states));
  }
}

std::vector<RememberedState> EarlierStates::take(const std::vector<std::string>& tags) {
  auto found = waiting_.extract(tags);
  return found.empty() ? std::vector<RememberedState>{} : std::move(found.mapped());
}

bool EarlierStates::expire(SteadyTime now) {
  if (waiting_.empty() || now <= until_) {
    return false;
  }
  waiting_.clear();
  return true;
}

void EarlierStates::add_to(std::vector<RememberedSeries>& all) const {
  for (const auto& [tags, states] : waiting_) {
    all.push_back({tags, states});
  }
}

}  // namespace livetap
