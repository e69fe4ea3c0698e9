#include "agent/condition/level_watch.hpp"

namespace livetap {

namespace {

void note(std::optional<SteadyTime>& since, bool holds, SteadyTime now) {
  since = holds ? std::optional(since.value_or(now)) : std::nullopt;
}

}  // namespace

/// The worst that has held for long enough.
Level LevelWatch::held(Level level, const LevelRule& rule, SteadyTime now) {
  note(warn_since_, level >= Level::warn, now);
  note(fail_since_, level >= Level::fail, now);
  if (fail_since_ && now - *fail_since_ >= rule.hold) {
    return Level::fail;
  }
  return warn_since_ && now - *warn_since_ >= rule.hold ? Level::warn : Level::ok;
}

std::optional<LevelTurn> LevelWatch::see(std::optional<Level> level, const LevelRule& rule,
                                         SteadyTime now) {
  if (!level) {
    warn_since_.reset();
    fail_since_.reset();
    return std::nullopt;
  }
  const auto worst = held(*level, rule, now);
  if (known_ && *level < *known_) {
    better_since_ = better_ == 0 ? now : better_since_;
    return ++better_ < rule.up ? std::nullopt : turn(*level, better_since_);
  }
  better_ = 0;
  if (known_ && worst <= *known_) {
    return std::nullopt;
  }
  const auto since = worst == Level::fail ? fail_since_ : warn_since_;
  return turn(worst, worst == Level::ok ? now : since.value_or(now));
}

std::optional<LevelTurn> LevelWatch::turn(Level level, SteadyTime since) {
  LevelTurn turn{level, known_.value_or(Level::ok), {}, known_ || level != Level::ok};
  if (known_) {
    turn.before = span_between(since_, since);
  }
  known_ = level;
  since_ = since;
  better_ = 0;
  return turn;
}

void LevelWatch::remember(Level level, SteadyTime since) {
  known_ = level;
  since_ = since;
}

}  // namespace livetap
