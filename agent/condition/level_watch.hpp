#pragma once

#include <optional>

#include "agent/condition/rule.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// When a level is believed.
struct LevelRule {
  Milliseconds hold{0};  ///< how long it must have been that bad, or worse
  unsigned up = 2;       ///< how many gathers in a row must have been better
};

struct LevelTurn {
  Level level = Level::ok;
  Level was = Level::ok;
  std::optional<Milliseconds> before;  ///< how long that lasted; nothing: it was never known
  bool loud = false;                   ///< worth an event: all but a first good level
};

/// The level of one series as it is known: worse once it has held for a time without a break,
/// better after some gathers. Unknown is neither: it changes nothing, and it breaks what was about
/// to hold. I/O-free.
class LevelWatch {
 public:
  std::optional<LevelTurn> see(std::optional<Level> level, const LevelRule& rule, SteadyTime now);

  /// What was known before the agent was started.
  void remember(Level level, SteadyTime since);

  std::optional<Level> known() const { return known_; }
  SteadyTime since() const { return since_; }

 private:
  std::optional<LevelTurn> turn(Level level, SteadyTime since);
  Level held(Level level, const LevelRule& rule, SteadyTime now);

  std::optional<Level> known_;
  SteadyTime since_{};
  std::optional<SteadyTime> warn_since_;  ///< warn or worse, without a break
  std::optional<SteadyTime> fail_since_;
  unsigned better_ = 0;  ///< gathers in a row below the known level
  SteadyTime better_since_{};
};

}  // namespace livetap
