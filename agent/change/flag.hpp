#pragma once

#include <cstdint>
#include <optional>

#include "agent/model/hysteresis.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// How a yes-or-no is believed: which of the two is bad, if one is, and after how many gathers.
struct FlagRule {
  std::optional<bool> bad;
  Hysteresis hysteresis;

  bool is_bad(bool value) const { return bad == value; }
};

/// What became of a flag when it was seen.
struct Turn {
  bool value = false;
  /// How long the state before lasted; nothing: there was none.
  std::optional<Milliseconds> before;
  /// Worth an event. The first state that is known is not, unless it is bad.
  bool loud = false;
};

/// A yes-or-no as it is known: it turns when enough gathers in a row have said so. A flag that is
/// not seen (null: nobody knows) stays as it is. I/O-free.
///
/// Example, with down = 2:
///   Flag up;
///   up.see(true, rule, now);        // a first good state: known, and silent
///   up.see(false, rule, now + 1s);  // nothing yet
///   up.see(false, rule, now + 2s);  // Turn{false, 1 s, loud}: good for 1 s, bad since now + 1 s
class Flag {
 public:
  std::optional<Turn> see(bool value, const FlagRule& rule, SteadyTime now);

  /// What was known before the agent was started.
  void remember(bool value, SteadyTime since);

  const std::optional<bool>& known() const { return known_; }
  SteadyTime since() const { return since_; }

 private:
  std::optional<bool> known_;
  SteadyTime since_{};
  bool other_ = false;        ///< what is said instead
  std::uint32_t others_ = 0;  ///< by how many gathers in a row
  SteadyTime others_since_{};
};

}  // namespace livetap
