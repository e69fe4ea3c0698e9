#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace livetap::postgres {

/// Shares the time of one connection among its queries, so that a slow or locked one silences
/// itself only. The clock is an argument; nothing here does I/O.
///
/// 1. Queries run in the order of what they took last time, the shortest first. Those which ran out
///    of time last time go last and take turns at being the very last.
/// 2. A query gets what is left until the next gather of any other query is due, less what those
///    still waiting in this gather need (at least 50 ms each, together at most half of what is
///    left), and never more than its own timeout.
/// 3. Of that it may wait for locks no longer than a quarter of its interval.
///
/// Intervals that are not set on a query are the probe's, which a plugin is not told: they are
/// learnt from the times at which the query is due, as far as those are not of this probe's own
/// making: a gather that took more than half of the time until the next may have delayed it, and
/// gives an upper bound only. Until the first gather is over, nothing but the deadline bounds.
class Rhythm {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::nanoseconds;

  /// What bounded the time of a turn: it goes into the error text.
  enum class Bound { timeout, deadline, others };

  struct Plan {
    std::optional<Span> interval;
    std::optional<Span> timeout;
  };

  /// The limits of one run. `answer` is what the server is given; the client waits for `patience`
  /// longer before it gives up. `answer` of zero: there is no time for this query now.
  struct Turn {
    Span answer{0};
    Span patience{0};
    Span lock{0};
    Bound bound = Bound::deadline;
  };

  explicit Rhythm(std::vector<Plan> plans);

  /// Begins a gather of the queries that are due: learns intervals, and returns them in the order
  /// in which to run them.
  std::vector<std::size_t> begin(Time now, const std::vector<std::size_t>& due);

  /// The limits of the next query to run; `waiting` are those of this gather that come after it.
  Turn turn(std::size_t query, const std::vector<std::size_t>& waiting, Time now,
            Time deadline) const;

  /// Notes how a run went.
  void ran(std::size_t query, Span took, bool out_of_time);

  /// Ends the gather.
  void end(Time now);

 private:
  struct State {
    Plan plan;
    std::optional<Time> last_due;
    std::deque<Span> gaps;      // the last few distances between two gathers
    std::optional<Span> bound;  // while there is none: what the interval is likely to be at most
    Span took{0};
    bool out_of_time = false;
  };

  std::optional<Span> interval_of(const State& state) const;
  std::optional<Time> others_due(std::size_t query) const;

  void learn(State& state, Span gap) const;

  std::vector<State> states_;
  Time begun_{};
  Span busy_{0};  // in the last gather
  std::size_t gathers_ = 0;
};

}  // namespace livetap::postgres
