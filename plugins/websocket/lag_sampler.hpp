#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace livetap::websocket {

/// How old messages are when they come in, by the time that their source wrote into them.
///
/// Looks into one message each 5 ms at most: parsing every one of a fast stream would cost more
/// than the rest of the probe, and a mean of 200 a second tells the same. No clock of its own; one
/// thread.
class LagSampler {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using WallTime = std::chrono::system_clock::time_point;
  static constexpr std::chrono::milliseconds pause{5};
  /// A time further away than this from our own is no time of now: an id, a midnight.
  static constexpr std::chrono::hours far_off{24};

  /// `pointer`: a JSON pointer; empty: no message is looked into.
  explicit LagSampler(std::string pointer) : pointer_(std::move(pointer)) {}

  /// Whether the message that comes in now is looked into.
  bool wants(Time now) const { return !pointer_.empty() && now >= next_; }
  /// Milliseconds from the source's clock to ours; negative where the source's is ahead.
  std::optional<double> look(std::string_view message, Time now, WallTime wall);

 private:
  std::string pointer_;
  Time next_{};
};

}  // namespace livetap::websocket
