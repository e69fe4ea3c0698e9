#include "plugins/postgres/rhythm.hpp"

#include <algorithm>

namespace livetap::postgres {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t gaps_kept = 8;
constexpr milliseconds least_need{50};   // of a query that waits for its turn
constexpr milliseconds least_answer{5};  // less is not worth a try
constexpr milliseconds least_lock{10};
constexpr milliseconds usual_interval{1000};
constexpr milliseconds least_learnt{250};  // shorter gaps are some other haste, not an interval

}  // namespace

Rhythm::Rhythm(std::vector<Plan> plans) {
  for (const Plan& plan : plans) states_.push_back(State{plan, {}, {}, {}, Span(0), false});
}

std::vector<std::size_t> Rhythm::begin(Time now, const std::vector<std::size_t>& due) {
  for (std::size_t query : due) {
    State& state = states_[query];
    if (state.last_due) learn(state, now - *state.last_due);
    state.last_due = now;
  }
  begun_ = now;
  std::vector<std::size_t> order = due;
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    const State& left = states_[a];
    const State& right = states_[b];
    if (left.out_of_time != right.out_of_time) return right.out_of_time;
    return !left.out_of_time && left.took < right.took;
  });
  const auto late = std::find_if(order.begin(), order.end(),
                                 [this](std::size_t query) { return states_[query].out_of_time; });
  if (const auto count = order.end() - late; count > 1) {
    const auto shift = static_cast<std::ptrdiff_t>(gathers_ % static_cast<std::size_t>(count));
    std::rotate(late, late + shift, order.end());
  }
  ++gathers_;
  return order;
}

void Rhythm::learn(State& state, Span gap) const {
  if (busy_ >= gap / 2) {
    state.bound = std::min(state.bound.value_or(gap), gap / 2);
    return;
  }
  state.gaps.push_back(gap);
  if (state.gaps.size() > gaps_kept) state.gaps.pop_front();
}

void Rhythm::end(Time now) {
  busy_ = now - begun_;
}

std::optional<Rhythm::Span> Rhythm::interval_of(const State& state) const {
  if (state.plan.interval) return state.plan.interval;
  if (state.gaps.empty() && !state.bound) return {};
  if (state.gaps.empty()) return std::max(*state.bound, Span(least_learnt));
  // Not the shortest: a gather that was caught up after a late one says nothing.
  std::vector<Span> gaps(state.gaps.begin(), state.gaps.end());
  std::sort(gaps.begin(), gaps.end());
  return std::max(gaps[gaps.size() > 2 ? 1 : 0], Span(least_learnt));
}

std::optional<Rhythm::Time> Rhythm::others_due(std::size_t query) const {
  std::optional<Time> soonest;
  for (std::size_t other = 0; other < states_.size(); ++other) {
    const State& state = states_[other];
    const auto interval = interval_of(state);
    // Others that ran out of time themselves have no rhythm to be kept.
    if (other == query || !interval || !state.last_due || state.out_of_time) continue;
    const Time next = *state.last_due + *interval;
    if (!soonest || next < *soonest) soonest = next;
  }
  return soonest;
}

Rhythm::Turn Rhythm::turn(std::size_t query, const std::vector<std::size_t>& waiting, Time now,
                          Time deadline) const {
  Time end = deadline;
  Turn turn;
  if (const auto others = others_due(query); others && *others < end) {
    end = *others;
    turn.bound = Bound::others;
  }
  const Span left = std::max(Span(end - now), Span(0));
  Span needed{0};
  for (std::size_t other : waiting) needed += std::max(Span(least_need), states_[other].took);
  const Span share = left - std::min(needed, left / 2);
  if (!waiting.empty() && turn.bound == Bound::deadline && needed > left / 10) {
    turn.bound = Bound::others;
  }

  turn.patience = std::clamp(share / 10, Span(milliseconds(2)), Span(milliseconds(50)));
  turn.answer = std::max(share - turn.patience, Span(0));
  const State& state = states_[query];
  if (state.plan.timeout && *state.plan.timeout < turn.answer) {
    turn.answer = *state.plan.timeout;
    turn.bound = Bound::timeout;
  }
  if (turn.answer < least_answer) turn.answer = Span(0);
  const Span quarter = interval_of(state).value_or(Span(usual_interval)) / 4;
  turn.lock = std::min(std::max(quarter, Span(least_lock)), turn.answer);
  return turn;
}

void Rhythm::ran(std::size_t query, Span took, bool out_of_time) {
  states_[query].took = took;
  states_[query].out_of_time = out_of_time;
}

}  // namespace livetap::postgres
