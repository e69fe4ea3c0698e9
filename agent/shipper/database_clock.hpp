#pragma once

#include <optional>
#include <string>

#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"

namespace livetap::shipper {

/// The clock of the database, which everything that deletes history goes by, and how far our own
/// differs from it. I/O-free.
class DatabaseClock {
 public:
  /// Clocks that differ by more do not agree on what is old.
  static constexpr Milliseconds tolerance = std::chrono::hours(1);

  /// What the database's clock showed, at a moment of ours.
  void read(WallTime theirs, const Moment& ours);
  bool is_known() const { return known_; }

  /// The database's time now, whatever our wall clock does meanwhile.
  WallTime now(SteadyTime steady) const;
  /// How far our clock was ahead when the other was read; negative: behind.
  Milliseconds ahead() const { return ahead_; }
  bool agrees() const { return known_ && ahead_ <= tolerance && ahead_ >= -tolerance; }

  /// While they do not agree.
  std::optional<Warning> warning() const;

 private:
  bool known_ = false;
  WallTime theirs_{};
  SteadyTime at_{};
  Milliseconds ahead_{0};
};

}  // namespace livetap::shipper
