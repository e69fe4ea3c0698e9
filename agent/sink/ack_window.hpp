#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace livetap::sink {

/// How much may be under way, learnt from how soon the peer answers pings.
///
/// A WebSocket push is never answered, and the buffers between here and there hold minutes of a
/// slow link's traffic: what is put into them is old when it arrives. So each write is followed by
/// a ping, and what the pong does not confirm counts as under way. On a slow link messages then
/// wait in the latest-wins queue, where a newer one replaces them. One ping at a time.
class AckWindow {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  /// A message larger than the window goes when nothing else is under way.
  bool allows(std::size_t bytes) const {
    return unconfirmed_ == 0 || unconfirmed_ + bytes <= window_;
  }
  std::size_t unconfirmed() const { return unconfirmed_; }
  bool ping_under_way() const { return ping_sent_.has_value(); }
  /// Silence that long means death: 9 s, more only where the link has proven slower than that.
  Duration patience() const { return patience_; }

  /// A new connection: nothing is under way; what was learnt stays.
  void connection_opened() {
    unconfirmed_ = covered_ = 0;
    ping_sent_.reset();
  }
  void written(std::size_t bytes) { unconfirmed_ += bytes; }
  /// The number of the ping to send now. In the middle of a write it slips in between two parts of
  /// the message, and its pong confirms nothing but life.
  std::uint32_t ping(Time now, bool between_messages) {
    ping_sent_ = now;
    covered_ = between_messages ? unconfirmed_ : 0;
    return ++number_;
  }
  /// False: not the answer to the ping under way.
  bool pong(std::uint32_t number, Time now) {
    if (!ping_sent_ || number != number_) return false;
    learn(now - *ping_sent_);
    unconfirmed_ -= covered_;
    covered_ = 0;
    ping_sent_.reset();
    return true;
  }
  /// The connection was given up in silence. With data under way the link may just be slow.
  void gave_up() {
    if (unconfirmed_ > 0) patience_ = std::min<Duration>(patience_ * 2, longest);
  }

 private:
  static constexpr std::chrono::seconds shortest{9};  // seen within 10 s, by looks 1 s apart
  static constexpr std::chrono::seconds longest{120};
  static constexpr std::size_t smallest = 4 * 1024;
  static constexpr std::size_t largest = 1024 * 1024;

  void learn(Duration answer) {
    patience_ = std::clamp<Duration>(answer * 2, shortest, longest);
    if (answer < std::chrono::milliseconds(250)) window_ = std::min(window_ * 2, largest);
    if (answer > std::chrono::seconds(1)) window_ = std::max(window_ / 2, smallest);
  }

  std::size_t window_ = 64 * 1024;
  std::size_t unconfirmed_ = 0;
  std::size_t covered_ = 0;
  std::uint32_t number_ = 0;
  std::optional<Time> ping_sent_;
  Duration patience_ = shortest;
};

}  // namespace livetap::sink
