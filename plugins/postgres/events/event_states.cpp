#include "plugins/postgres/events/event_states.hpp"

#include "plugins/postgres/events/fair_shares.hpp"

namespace livetap::postgres {
namespace {

constexpr std::size_t most_bytes = 60 * 1024;  // of the agent's 64 KiB, keys and slack left out

std::string key_of(const EventQuery& query) {
  return "events." + query.query().events;
}

}  // namespace

void EventStates::add(EventQuery& query) {
  Entry entry{&query};
  if (const auto state = host_.state_get(key_of(query))) {
    entry.bytes = state->size();
    if (!query.restore(*state)) {
      host_.warning(query.query().events +
                    ": what was kept of its cursor cannot be read; it begins anew");
    }
  }
  entries_.push_back(entry);
}

void EventStates::save(std::size_t query) {
  Entry& entry = entries_[query];
  if (!entry.query->is_changed()) return;
  // The states of queries that the config no longer has count as well, and nobody knows how much.
  for (std::size_t limit = limit_of(query);; limit /= 2) {
    const std::string state = entry.query->state(limit);
    if (host_.state_put(key_of(*entry.query), state)) {
      entry.bytes = state.size();
      return;
    }
    if (limit == 0) break;
  }
  host_.warning(entry.query->query().events +
                ": its cursor cannot be kept, there is no room left: after a restart events may "
                "come twice");
}

/// A fair share, and no more than is free: others may not have given up yet what they had.
std::size_t EventStates::limit_of(std::size_t query) const {
  std::vector<std::size_t> wants;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    wants.push_back(entries_[i].query->bytes_wanted());
    if (i != query) taken += entries_[i].bytes;
  }
  return std::min(fair_shares(wants, most_bytes)[query], most_bytes - std::min(most_bytes, taken));
}

}  // namespace livetap::postgres
