#include "agent/change/flag.hpp"

namespace livetap {

std::optional<Turn> Flag::see(bool value, const FlagRule& rule, SteadyTime now) {
  if (known_ == value) {
    others_ = 0;
    return std::nullopt;
  }
  if (others_ == 0 || other_ != value) {
    other_ = value;
    others_ = 0;
    others_since_ = now;
  }
  ++others_;
  const bool bad = rule.is_bad(value);
  const bool first_and_good = !known_ && !bad;
  const auto wanted = bad ? rule.hysteresis.down : rule.bad ? rule.hysteresis.up : 1U;
  if (!first_and_good && others_ < wanted) {
    return std::nullopt;
  }
  Turn turn{value, {}, bad || known_};
  if (known_) {
    turn.before = span_between(since_, others_since_);
  }
  known_ = value;
  since_ = others_since_;
  others_ = 0;
  return turn;
}

void Flag::remember(bool value, SteadyTime since) {
  known_ = value;
  since_ = since;
  others_ = 0;
}

}  // namespace livetap
